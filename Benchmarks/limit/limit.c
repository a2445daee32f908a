// The yardstick "limit": what the same answers cost in plain C on the same libraries, without validation and journal.
// usage: limit HEAD-FILE BODY-FILE
// GET answers BODY-FILE; POST parses the body, checks three fields, keeps a record and answers four keys. Every answer
// bears the header lines of HEAD-FILE. Prints its port, once it listens, and ends on SIGTERM.
#include <jansson.h>
#include <llhttp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <uv.h>

typedef struct { char *bytes; size_t count, room; } Buffer;
typedef struct { uv_tcp_t tcp; llhttp_t parser; Buffer body, out; } Connection;
typedef struct { char conversation[33], call[35]; char *agent, *number, *to; time_t made; } Call;
typedef struct { uv_write_t request; char bytes[]; } Write;

static uv_loop_t loop;
static llhttp_settings_t settings;
static char input[65536];
static Buffer head, page;
static struct { Call *rows; size_t count, room; } calls;

static void append(Buffer *to, const void *bytes, size_t count) {
  if (to->count + count > to->room) to->bytes = realloc(to->bytes, to->room = (to->count + count) * 2);
  memcpy(to->bytes + to->count, bytes, count);
  to->count += count;
}

static void load(Buffer *into, const char *path) {
  char block[4096];
  size_t got;
  FILE *file = fopen(path, "rb");
  if (!file) { perror(path); exit(66); }
  while ((got = fread(block, 1, sizeof block, file)) > 0) append(into, block, got);
  fclose(file);
}

static void answer(Connection *c, int status, const char *body, size_t count) {
  char line[64];
  append(&c->out, line, snprintf(line, sizeof line, "HTTP/1.1 %d %s\r\n", status, status == 200 ? "OK" : "Bad Request"));
  append(&c->out, head.bytes, head.count);
  append(&c->out, line, snprintf(line, sizeof line, "content-length: %zu\r\n\r\n", count));
  append(&c->out, body, count);
}

static void place_call(Connection *c) {
  json_t *body = json_loadb(c->body.bytes, c->body.count, 0, NULL);
  const char *agent = json_string_value(json_object_get(body, "agent_id"));
  const char *number = json_string_value(json_object_get(body, "agent_phone_number_id"));
  const char *to = json_string_value(json_object_get(body, "to_number"));
  if (!agent || !number || !to) {
    json_decref(body);
    answer(c, 400, "{}", 2);
    return;
  }
  if (calls.count == calls.room) calls.rows = realloc(calls.rows, (calls.room = calls.room * 2 + 1024) * sizeof(Call));
  Call *call = &calls.rows[calls.count++];
  *call = (Call){.agent = strdup(agent), .number = strdup(number), .to = strdup(to), .made = time(NULL)};
  snprintf(call->conversation, sizeof call->conversation, "conv_%027zx", calls.count);
  snprintf(call->call, sizeof call->call, "CA%032zx", calls.count);
  json_t *reply = json_pack("{s:b,s:s,s:s,s:s}", "success", 1, "message", "Success", "conversation_id",
                            call->conversation, "callSid", call->call);
  char text[512];
  answer(c, 200, text, json_dumpb(reply, text, sizeof text, JSON_COMPACT));
  json_decref(reply);
  json_decref(body);
}

static int on_begin(llhttp_t *parser) { ((Connection *)parser->data)->body.count = 0; return 0; }

static int on_body(llhttp_t *parser, const char *at, size_t count) {
  append(&((Connection *)parser->data)->body, at, count);
  return 0;
}

static int on_complete(llhttp_t *parser) {
  if (parser->method == HTTP_POST) place_call(parser->data);
  else answer(parser->data, 200, page.bytes, page.count);
  return 0;
}

static void on_closed(uv_handle_t *handle) {
  Connection *c = handle->data;
  free(c->body.bytes);
  free(c->out.bytes);
  free(c);
}

static void on_written(uv_write_t *request, int status) { (void)status; free(request); }

static void flush(Connection *c) {
  uv_buf_t buffer = uv_buf_init(c->out.bytes, c->out.count);
  int sent = uv_try_write((uv_stream_t *)&c->tcp, &buffer, 1);
  size_t left = c->out.count - (sent > 0 ? sent : 0);
  if (left > 0) {
    Write *write = malloc(sizeof *write + left);
    memcpy(write->bytes, c->out.bytes + c->out.count - left, left);
    buffer = uv_buf_init(write->bytes, left);
    uv_write(&write->request, (uv_stream_t *)&c->tcp, &buffer, 1, on_written);
  }
  c->out.count = 0;
}

static void lend(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer) {
  (void)handle, (void)wanted;
  *buffer = uv_buf_init(input, sizeof input);
}

static void on_bytes(uv_stream_t *stream, ssize_t count, const uv_buf_t *buffer) {
  Connection *c = stream->data;
  if (count == 0 || uv_is_closing((uv_handle_t *)stream)) return;
  if (count < 0 || llhttp_execute(&c->parser, buffer->base, count) != HPE_OK) {
    uv_close((uv_handle_t *)stream, on_closed);
  } else if (c->out.count > 0) {
    flush(c);
  }
}

static void on_connection(uv_stream_t *listener, int status) {
  if (status < 0) return;
  Connection *c = calloc(1, sizeof *c);
  uv_tcp_init(&loop, &c->tcp);
  c->tcp.data = c;
  llhttp_init(&c->parser, HTTP_REQUEST, &settings);
  c->parser.data = c;
  uv_accept(listener, (uv_stream_t *)&c->tcp);
  uv_tcp_nodelay(&c->tcp, 1);
  uv_read_start((uv_stream_t *)&c->tcp, lend, on_bytes);
}

static void on_signal(uv_signal_t *signal, int number) { (void)signal, (void)number; exit(0); }

int main(int count, char **words) {
  if (count != 3) return 64;
  load(&head, words[1]);
  load(&page, words[2]);
  llhttp_settings_init(&settings);
  settings.on_message_begin = on_begin;
  settings.on_body = on_body;
  settings.on_message_complete = on_complete;
  uv_loop_init(&loop);
  uv_tcp_t listener;
  uv_signal_t end;
  struct sockaddr_in address;
  int size = sizeof address;
  uv_ip4_addr("127.0.0.1", 0, &address);
  uv_tcp_init(&loop, &listener);
  uv_tcp_bind(&listener, (struct sockaddr *)&address, 0);
  if (uv_listen((uv_stream_t *)&listener, 1024, on_connection) < 0) return 69;
  uv_tcp_getsockname(&listener, (struct sockaddr *)&address, &size);
  uv_signal_init(&loop, &end);
  uv_signal_start(&end, on_signal, SIGTERM);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  return uv_run(&loop, UV_RUN_DEFAULT);
}
