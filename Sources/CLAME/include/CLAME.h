// What of libmp3lame is used, loaded when audio is first encoded: few runs ever ask for audio.
#ifndef RINGBACK_CLAME_H
#define RINGBACK_CLAME_H

#if !__has_include(<lame/lame.h>)
#error "LAME's header is missing: install libmp3lame-dev (Debian, Ubuntu)"
#endif
#include <lame/lame.h>
#include <stddef.h>

/// Loads the library; answers NULL, or why it is not to be had.
const char *_Nullable ringback_mp3_load(void);

/// Begins a mono stream of constant bit rate (kbit/s); NULL where LAME does not offer it. The library has to be loaded.
lame_global_flags *_Nullable ringback_mp3_begin(int samples_per_second, int bit_rate);

/// Takes samples and writes the frames that became full; answers how many bytes they have, below 0 for an error.
int ringback_mp3_encode(
    lame_global_flags *_Nonnull encoder, const short *_Nonnull samples, int count, unsigned char *_Nonnull into, int room);

/// Writes the frames that are left; none can follow.
int ringback_mp3_flush(lame_global_flags *_Nonnull encoder, unsigned char *_Nonnull into, int room);

/// Writes the frame that tells the stream's exact length, in place of the first one, which was kept free for it.
///
/// Answers its size: 0 where the frames are too small for it, beyond `room` where nothing was written.
size_t ringback_mp3_tag(const lame_global_flags *_Nonnull encoder, unsigned char *_Nonnull into, size_t room);

/// Frees the encoder, whatever it has done.
void ringback_mp3_free(lame_global_flags *_Nonnull encoder);

#endif
