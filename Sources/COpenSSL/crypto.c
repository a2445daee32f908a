#include "include/COpenSSL.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>

#ifdef __APPLE__
static const char *const file = "libcrypto.3.dylib";
#define ADVICE "install OpenSSL 3 (brew install openssl@3)"
#else
static const char *const file = "libcrypto.so.3";
#define ADVICE "install the package libssl3"
#endif

static struct {
  EVP_MD_CTX *(*MD_CTX_new)(void);
  void (*MD_CTX_free)(EVP_MD_CTX *);
  const EVP_MD *(*sha256)(void);
  int (*DigestInit_ex)(EVP_MD_CTX *, const EVP_MD *, ENGINE *);
  int (*DigestUpdate)(EVP_MD_CTX *, const void *, size_t);
  int (*DigestFinal_ex)(EVP_MD_CTX *, unsigned char *, unsigned int *);
  const EVP_MD *(*sha1)(void);
  unsigned char *(*hmac)(const EVP_MD *, const void *, int, const unsigned char *, size_t, unsigned char *, unsigned int *);
} crypto;

#define ENTRY(name) {"EVP_" #name, (void **)&crypto.name}

static const struct {
  const char *name;
  void **place;
} entries[] = {
    ENTRY(MD_CTX_new),    ENTRY(MD_CTX_free),  ENTRY(sha256),
    ENTRY(DigestInit_ex), ENTRY(DigestUpdate), ENTRY(DigestFinal_ex),
    ENTRY(sha1),          {"HMAC", (void **)&crypto.hmac},
};

static char failure[512];
static bool loaded;

static void load(void) {
  void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(failure, sizeof failure, "libcrypto is not to be had here: %s (%s)", ADVICE, dlerror());
    return;
  }
  for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
    if ((*entries[i].place = dlsym(library, entries[i].name))) continue;
    snprintf(failure, sizeof failure, "%s has no %s: %s", file, entries[i].name, ADVICE);
    return;
  }
  loaded = true;
}

const char *ringback_crypto_load(void) {
  // Digests are made on the loop and on libuv's threads.
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return loaded ? NULL : failure;
}

EVP_MD_CTX *ringback_sha256_begin(void) {
  EVP_MD_CTX *digest = crypto.MD_CTX_new();
  if (digest && crypto.DigestInit_ex(digest, crypto.sha256(), NULL) == 1) return digest;
  crypto.MD_CTX_free(digest);
  return NULL;
}

void ringback_sha256_update(EVP_MD_CTX *digest, const void *bytes, size_t count) {
  crypto.DigestUpdate(digest, bytes, count);
}

void ringback_sha256_finish(EVP_MD_CTX *digest, unsigned char *into) { crypto.DigestFinal_ex(digest, into, NULL); }

void ringback_sha256_free(EVP_MD_CTX *digest) { crypto.MD_CTX_free(digest); }

bool ringback_hmac(bool sha1, const void *key, size_t key_count, const void *bytes, size_t count, unsigned char *into) {
  // OpenSSL takes a missing key for "the one before": an empty one has to have an address.
  return crypto.hmac(sha1 ? crypto.sha1() : crypto.sha256(), key_count ? key : "", (int)key_count, bytes, count, into, NULL);
}
