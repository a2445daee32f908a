#pragma once
#include <stddef.h>

/* A file that the program carries inside. */
struct ringback_resource {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

/* All of them, in the order in which `ringback scenarios list` shows the scenarios among them; NULL behind the last. */
const struct ringback_resource *ringback_resource_at(size_t index);
