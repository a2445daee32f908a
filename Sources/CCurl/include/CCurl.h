// libcurl, loaded when somebody first asks for it.
//
// Linking it would map some thirty shared libraries into every start of the program, which few runs need. So nothing here
// is linked: `ringback_curl_load` opens the library, and the functions below call what it found. Options are variadic
// in libcurl and thus beyond Swift: here each type of value has a setter of its own.
#ifndef RINGBACK_CCURL_H
#define RINGBACK_CCURL_H

#if !__has_include(<curl/curl.h>)
#error "libcurl's headers are missing: install libcurl4-openssl-dev (Debian, Ubuntu)"
#endif
#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>

// Opens the library and resolves what is below, once. NULL: it is there; else why not, text that stays.
const char *ringback_curl_load(void);

// The version that was loaded, such as "7.88.1".
const char *ringback_curl_version(void);

// One transfer.
CURL *ringback_curl_easy_init(void);
void ringback_curl_easy_cleanup(CURL *easy);
const char *ringback_curl_easy_strerror(CURLcode code);
CURLcode ringback_curl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ringback_curl_set_size(CURL *easy, CURLoption option, curl_off_t value);
CURLcode ringback_curl_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode ringback_curl_set_bytes(CURL *easy, CURLoption option, const void *value);
CURLcode ringback_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value);
CURLcode ringback_curl_set_error_buffer(CURL *easy, char *buffer);
// Both callbacks get `context` as their last argument.
CURLcode ringback_curl_set_receivers(
    CURL *easy, curl_write_callback header, curl_write_callback body, void *context);
// Nothing but HTTP and HTTPS, also after a redirect.
CURLcode ringback_curl_set_web_only(CURL *easy);

// A URL that libcurl has taken apart, and sends a request to as it understood it.
CURLU *ringback_curl_url(void);
void ringback_curl_url_cleanup(CURLU *url);
CURLUcode ringback_curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags);
// NULL where the URL has no such part; the caller frees the text.
char *ringback_curl_url_get(CURLU *url, CURLUPart part, unsigned int flags);
void ringback_curl_free(char *text);
CURLcode ringback_curl_set_url(CURL *easy, CURLU *url);
// Asks for each socket that is to be connected, when its address is known.
CURLcode ringback_curl_set_opener(CURL *easy, curl_opensocket_callback open, void *context);

// A list of texts; NULL where memory is gone, and then the old list is as it was.
struct curl_slist *ringback_curl_slist_append(struct curl_slist *list, const char *text);
void ringback_curl_slist_free_all(struct curl_slist *list);

// Transfers that share connections and a loop.
CURLM *ringback_curl_multi_init(curl_socket_callback socket, curl_multi_timer_callback timer, void *context);
void ringback_curl_multi_cleanup(CURLM *multi);
CURLMcode ringback_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode ringback_curl_multi_add(CURLM *multi, CURL *easy);
CURLMcode ringback_curl_multi_remove(CURLM *multi, CURL *easy);
CURLMcode ringback_curl_multi_act(CURLM *multi, curl_socket_t socket, int readiness);
// The next transfer that is over, and how it ended; NULL: no other is.
CURL *ringback_curl_multi_next_done(CURLM *multi, CURLcode *code);

#endif
