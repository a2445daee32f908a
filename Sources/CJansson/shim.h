#include <jansson.h>

/// What went wrong in the last load; jansson keeps it in the last byte of the error's text.
static inline int ringback_json_error_code(const json_error_t *error) { return (int)json_error_code(error); }

/// The kind of a value, behind a function-like macro in jansson.
static inline json_type ringback_json_type(const json_t *value) { return json_typeof(value); }
