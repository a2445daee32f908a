#ifndef RINGBACK_CWATCHEDMEMORY_H
#define RINGBACK_CWATCHEDMEMORY_H

#include <stdbool.h>
#include <stddef.h>

/// `malloc` that remembers, for each thread of its own, whether memory was lacking.
void *ringback_watched_malloc(size_t size);

/// Gives back what `ringback_watched_malloc` gave.
void ringback_watched_free(void *memory);

/// Whether memory was lacking on this thread since the last call.
bool ringback_take_lack_of_memory(void);

#endif
