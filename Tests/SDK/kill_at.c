// Preloaded into the server by test_state.py: kills the process at the n-th call that concerns the state file.
//
// KILL_FILE is the file, KILL_AT is n (from 1), KILL_ARM a file whose existence begins the count. KILL_HOW is "before"
// the call, or "torn": a write has put half of its bytes there, any other call has just come back.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

enum { FILES = 4096 };
static bool concerned[FILES];
static int calls;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

// The file, the temporary beside it, and the folder.
static bool concerns(const char *path) {
  const char *file = setting("KILL_FILE");
  size_t length = strlen(file);
  const char *slash = strrchr(file, '/');
  if (slash && strlen(path) == (size_t)(slash - file) && strncmp(path, file, slash - file) == 0) return true;
  if (strncmp(path, file, length) != 0) return false;
  size_t rest = strlen(path);
  return rest == length || (rest > 4 && strcmp(path + rest - 4, ".tmp") == 0);
}

// Whether this is the call to die at; one before the count begins never is.
static bool is_last(void) {
  if (access(setting("KILL_ARM"), F_OK) != 0) return false;
  return ++calls == atoi(setting("KILL_AT"));
}

static bool torn(void) { return strcmp(setting("KILL_HOW"), "torn") == 0; }

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int opened(int (*real)(const char *, int, ...), const char *path, int flags, mode_t mode) {
  bool matters = concerns(path);
  bool last = matters && is_last();
  if (last && !torn()) die();
  int file = real(path, flags, mode);
  if (last) die();
  if (file >= 0 && file < FILES) concerned[file] = matters;
  return file;
}

int open(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return opened(REAL(open), path, flags, mode);
}

int open64(const char *path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return opened(REAL(open64), path, flags, mode);
}

ssize_t write(int file, const void *bytes, size_t count) {
  bool last = file >= 0 && file < FILES && concerned[file] && is_last();
  if (last && !torn()) die();
  ssize_t written = REAL(write)(file, bytes, last ? count / 2 : count);
  if (last) die();
  return written;
}

int fsync(int file) {
  bool last = file >= 0 && file < FILES && concerned[file] && is_last();
  if (last && !torn()) die();
  int status = REAL(fsync)(file);
  if (last) die();
  return status;
}

int rename(const char *from, const char *to) {
  bool last = (concerns(from) || concerns(to)) && is_last();
  if (last && !torn()) die();
  int status = REAL(rename)(from, to);
  if (last) die();
  return status;
}

int link(const char *from, const char *to) {
  bool last = (concerns(from) || concerns(to)) && is_last();
  if (last && !torn()) die();
  int status = REAL(link)(from, to);
  if (last) die();
  return status;
}

int close(int file) {
  if (file >= 0 && file < FILES) concerned[file] = false;
  return REAL(close)(file);
}
