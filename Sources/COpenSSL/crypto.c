#include "include/COpenSSL.h"

#include <CLibrary.h>

#ifdef __APPLE__
static const char *const files[] = {"libcrypto.3.dylib", NULL};
#define ADVICE "install OpenSSL 3 (brew install openssl@3)"
#else
static const char *const files[] = {"libcrypto.so.3", NULL};
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

static const struct ringback_symbol symbols[] = {
    ENTRY(MD_CTX_new),    ENTRY(MD_CTX_free),  ENTRY(sha256),
    ENTRY(DigestInit_ex), ENTRY(DigestUpdate), ENTRY(DigestFinal_ex),
    ENTRY(sha1),          {"HMAC", (void **)&crypto.hmac},
};

static struct ringback_library library = {
    .what = "libcrypto",
    .advice = ADVICE,
    .files = files,
    .symbols = symbols,
    .count = RINGBACK_COUNT(symbols),
};

const char *ringback_crypto_load(void) { return ringback_library_load(&library); }

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
