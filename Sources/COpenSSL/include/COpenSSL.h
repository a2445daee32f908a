// What of OpenSSL's libcrypto is used, loaded when it is first needed: it takes three megabytes and a millisecond that a
// server which never hashes anything does not have to spend.
#ifndef RINGBACK_COPENSSL_H
#define RINGBACK_COPENSSL_H

#include <openssl/evp.h>
#include <stdbool.h>

/// Loads the library; answers NULL, or why it is not to be had.
const char *_Nullable ringback_crypto_load(void);

/// Begins a SHA-256; NULL where OpenSSL does not have it. The library has to be loaded.
EVP_MD_CTX *_Nullable ringback_sha256_begin(void);

/// Takes more bytes.
void ringback_sha256_update(EVP_MD_CTX *_Nonnull digest, const void *_Nullable bytes, size_t count);

/// Writes the 32 bytes of the digest.
void ringback_sha256_finish(EVP_MD_CTX *_Nonnull digest, unsigned char *_Nonnull into);

/// Frees the digest, finished or not.
void ringback_sha256_free(EVP_MD_CTX *_Nonnull digest);

/// Writes the HMAC of some bytes, 32 bytes of SHA-256 or 20 of SHA-1; false where OpenSSL refuses. The library has to be
/// loaded.
bool ringback_hmac(bool sha1, const void *_Nullable key, size_t key_count, const void *_Nullable bytes, size_t count,
                   unsigned char *_Nonnull into);

#endif
