#include <openssl/evp.h>
#include <openssl/hmac.h>

/// The HMAC of some bytes; NULL if OpenSSL refuses.
///
/// Behind a name of its own, since Swift's type of that name hides the function.
static inline unsigned char *_Nullable ringback_hmac(
    const EVP_MD *_Nonnull hash, const void *_Nullable key, int key_count, const unsigned char *_Nullable bytes,
    size_t count, unsigned char *_Nonnull into) {
  // OpenSSL takes a missing key for "the one before": an empty one has to have an address.
  return HMAC(hash, key_count ? key : "", key_count, bytes, count, into, NULL);
}
