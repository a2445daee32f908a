// The language's standard alone knows none of what a system has.
#define _GNU_SOURCE

#include "include/CProcess.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

// What nobody can allocate when there is no memory.
enum { STACK = 64 << 10, PROBE = 1 << 20 };
static char stack[STACK];

static bool memory_is_gone(void) {
  void *probe = mmap(NULL, PROBE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (probe == MAP_FAILED) return true;
  munmap(probe, PROBE);
  return false;
}

// C code that does not look at what malloc gave it ends here. Swift's own allocations end with words of their own.
static void crashed(int number) {
  static const char words[] = "ringback: out of memory: the process ends. See ulimit -v and the memory of the container.\n";
  signal(number, SIG_DFL);
  if (memory_is_gone()) {
    ssize_t written = write(STDERR_FILENO, words, sizeof words - 1);
    (void)written;
    signal(SIGABRT, SIG_DFL);
    raise(SIGABRT);
  }
  // The same happens again when this returns, and ends the process as if nobody had looked.
}

static void watch(int number) {
  struct sigaction before, action = {.sa_handler = crashed, .sa_flags = SA_ONSTACK | SA_NODEFER};
  // A sanitizer or a debugger's agent that looks at crashes goes first.
  if (sigaction(number, NULL, &before) != 0 || before.sa_handler != SIG_DFL) return;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, NULL);
}

static void open_standard_descriptors(void) {
  int file;
  // The system gives out the lowest number that is free.
  do file = open("/dev/null", O_RDWR);
  while (file >= 0 && file <= STDERR_FILENO);
  if (file > STDERR_FILENO) close(file);
}

void ringback_process_begin(void) {
  open_standard_descriptors();
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);
  stack_t spare = {.ss_sp = stack, .ss_size = sizeof stack};
  if (sigaltstack(&spare, NULL) != 0) return;
  watch(SIGSEGV);
  watch(SIGBUS);
  watch(SIGILL);
}
