#include <errno.h>
#include <jansson.h>
#include <stdbool.h>

/// Loads a text; `starved` says whether memory was lacking, whatever else came of it.
///
/// jansson does not tell a lack of memory from a mistake in the text, and goes on after some such failures with less text than
/// it was given; `malloc` says so in `errno`.
static inline json_t *ringback_json_load(
    const char *text, size_t count, size_t flags, json_error_t *error, bool *starved) {
  errno = 0;
  json_t *root = json_loadb(text, count, flags, error);
  *starved = errno == ENOMEM;
  return root;
}

/// What went wrong in the last load; jansson keeps it in the last byte of the error's text.
static inline int ringback_json_error_code(const json_error_t *error) { return (int)json_error_code(error); }

/// The kind of a value, behind a function-like macro in jansson.
static inline json_type ringback_json_type(const json_t *value) { return json_typeof(value); }
