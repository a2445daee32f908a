#include "watched_memory.h"

#include <stdlib.h>

// In a header every unit of Swift that is optimized by itself would have a variable of its own.
static _Thread_local bool lacked;

void *ringback_watched_malloc(size_t size) {
  void *memory = malloc(size);
  if (!memory) lacked = true;
  return memory;
}

void ringback_watched_free(void *memory) { free(memory); }

bool ringback_take_lack_of_memory(void) {
  bool answer = lacked;
  lacked = false;
  return answer;
}
