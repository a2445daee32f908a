#include "include/CLAME.h"

#include <CLibrary.h>
#include <pthread.h>

#ifdef __APPLE__
static const char *const files[] = {"libmp3lame.0.dylib", "/opt/homebrew/lib/libmp3lame.0.dylib", NULL};
#define ADVICE "install LAME (brew install lame)"
#else
static const char *const files[] = {"libmp3lame.so.0", NULL};
#define ADVICE "install the package libmp3lame0"
#endif

static struct {
  lame_global_flags *(*init)(void);
  int (*close)(lame_global_flags *);
  int (*set_in_samplerate)(lame_global_flags *, int);
  int (*set_out_samplerate)(lame_global_flags *, int);
  int (*set_num_channels)(lame_global_flags *, int);
  int (*set_mode)(lame_global_flags *, MPEG_mode);
  int (*set_brate)(lame_global_flags *, int);
  int (*set_quality)(lame_global_flags *, int);
  int (*init_params)(lame_global_flags *);
  int (*encode_buffer)(lame_global_flags *, const short[], const short[], int, unsigned char *, int);
  int (*encode_flush)(lame_global_flags *, unsigned char *, int);
  size_t (*get_lametag_frame)(const lame_global_flags *, unsigned char *, size_t);
} lame;

#define ENTRY(name) {"lame_" #name, (void **)&lame.name}

static const struct ringback_symbol symbols[] = {
    ENTRY(init),        ENTRY(close),         ENTRY(set_in_samplerate), ENTRY(set_out_samplerate),
    ENTRY(set_num_channels), ENTRY(set_mode), ENTRY(set_brate),         ENTRY(set_quality),
    ENTRY(init_params), ENTRY(encode_buffer), ENTRY(encode_flush),      ENTRY(get_lametag_frame),
};

static struct ringback_library library = {
    .what = "libmp3lame, which encodes audio,",
    .advice = ADVICE,
    .files = files,
    .symbols = symbols,
    .count = RINGBACK_COUNT(symbols),
};

const char *ringback_mp3_load(void) { return ringback_library_load(&library); }

static int configure(lame_global_flags *encoder, int samples_per_second, int bit_rate) {
  // LAME fills tables that all encoders share when the first is set up, without a lock of its own.
  static pthread_mutex_t setting_up = PTHREAD_MUTEX_INITIALIZER;
  // 7 is LAME's "fast"; tones gain nothing from more.
  int failed = lame.set_in_samplerate(encoder, samples_per_second) | lame.set_out_samplerate(encoder, samples_per_second) |
               lame.set_num_channels(encoder, 1) | lame.set_mode(encoder, MONO) | lame.set_brate(encoder, bit_rate) |
               lame.set_quality(encoder, 7);
  pthread_mutex_lock(&setting_up);
  failed |= lame.init_params(encoder);
  pthread_mutex_unlock(&setting_up);
  return failed;
}

lame_global_flags *ringback_mp3_begin(int samples_per_second, int bit_rate) {
  lame_global_flags *encoder = lame.init();
  if (!encoder) return NULL;
  if (configure(encoder, samples_per_second, bit_rate) == 0) return encoder;
  lame.close(encoder);
  return NULL;
}

int ringback_mp3_encode(
    lame_global_flags *encoder, const short *samples, int count, unsigned char *into, int room) {
  return lame.encode_buffer(encoder, samples, NULL, count, into, room);
}

int ringback_mp3_flush(lame_global_flags *encoder, unsigned char *into, int room) {
  return lame.encode_flush(encoder, into, room);
}

size_t ringback_mp3_tag(const lame_global_flags *encoder, unsigned char *into, size_t room) {
  return lame.get_lametag_frame(encoder, into, room);
}

void ringback_mp3_free(lame_global_flags *encoder) { lame.close(encoder); }
