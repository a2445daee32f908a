// Sends a fixed number of requests over one kept-alive connection, each after the answer to the one before, and prints
// what the answers took:  requests refused median_ns p99_ns least_ns
// usage: driver PORT COUNT TIMED-FILE [BEFORE-FILE…]
// A file holds one request, bytes as they go out; @@@@@@ in it becomes the number of the turn. In each turn the BEFORE
// requests are sent first, untimed. An answer needs a content-length, or status 204. "refused" counts timed answers that
// are not 2xx.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

typedef struct { char *bytes, *turn; size_t count; } Request;

static int connection;
static char input[1 << 20];

static void give_up(const char *why) { fprintf(stderr, "driver: %s\n", why); exit(74); }

static Request load(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) give_up(path);
  Request request = {0};
  fseek(file, 0, SEEK_END);
  request.count = ftell(file);
  rewind(file);
  request.bytes = malloc(request.count);
  if (fread(request.bytes, 1, request.count, file) != request.count) give_up(path);
  fclose(file);
  request.turn = memmem(request.bytes, request.count, "@@@@@@", 6);
  return request;
}

static long long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

// Reads what is there. It asks again and again for a millisecond before it sleeps: waking an idle core costs more than
// many an answer.
static ssize_t receive(char *to, size_t room) {
  long long until = now() + 1000000;
  do {
    ssize_t got = recv(connection, to, room, MSG_DONTWAIT);
    if (got >= 0 || errno != EAGAIN) return got;
  } while (now() < until);
  return recv(connection, to, room, 0);
}

// Sends one request and reads its answer whole; answers with its status.
static int ask(const Request *request, int turn) {
  char number[8];
  if (request->turn) {
    snprintf(number, sizeof number, "%06d", turn % 1000000);
    memcpy(request->turn, number, 6);
  }
  for (size_t sent = 0; sent < request->count;) {
    ssize_t step = write(connection, request->bytes + sent, request->count - sent);
    if (step <= 0) give_up("the server closed the connection");
    sent += step;
  }
  size_t have = 0, wanted = 0;
  int status = 0;
  while (wanted == 0 || have < wanted) {
    if (have == sizeof input - 1) give_up("an answer is longer than 1 MiB");
    ssize_t got = receive(input + have, sizeof input - 1 - have);
    if (got <= 0) give_up(got == 0 ? "the server closed the connection" : "no answer for 30 s");
    have += got;
    input[have] = 0;
    char *end = wanted ? NULL : strstr(input, "\r\n\r\n");
    if (!end) continue;
    *end = 0;
    char *length = strcasestr(input, "\r\ncontent-length:");
    status = atoi(input + 9);
    if (!length && status != 204) give_up("an answer has no content-length");
    wanted = end + 4 - input + (length ? strtoul(length + 17, NULL, 10) : 0);
  }
  return status;
}

static int ascending(const void *a, const void *b) {
  long long x = *(const long long *)a, y = *(const long long *)b;
  return (x > y) - (x < y);
}

int main(int count, char **words) {
  if (count < 4) return 64;
  int turns = atoi(words[2]), refused = 0, flag = 1, others = count - 4;
  Request timed = load(words[3]), before[8];
  if (others > 8 || turns < 1) return 64;
  for (int i = 0; i < others; i++) before[i] = load(words[4 + i]);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(words[1]))};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  connection = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(connection, (struct sockaddr *)&address, sizeof address) < 0) give_up("cannot connect");
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &flag, sizeof flag);
  struct timeval patience = {.tv_sec = 30};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  long long *took = malloc(turns * sizeof *took);
  for (int turn = 0; turn < turns; turn++) {
    for (int i = 0; i < others; i++)
      if (ask(&before[i], turn) / 100 != 2) give_up("a request that prepares was refused");
    long long begun = now();
    int status = ask(&timed, turn);
    took[turn] = now() - begun;
    refused += status / 100 != 2;
  }
  qsort(took, turns, sizeof *took, ascending);
  printf("%d %d %lld %lld %lld\n", turns, refused, took[turns / 2], took[(turns * 99) / 100], took[0]);
  return 0;
}
