#include "table.h"

CURL *ringback_curl_easy_init(void) { return ringback_curl.easy_init(); }

void ringback_curl_easy_cleanup(CURL *easy) { ringback_curl.easy_cleanup(easy); }

const char *ringback_curl_easy_strerror(CURLcode code) { return ringback_curl.easy_strerror(code); }

CURLcode ringback_curl_set_long(CURL *easy, CURLoption option, long value) {
  return ringback_curl.easy_setopt(easy, option, value);
}

CURLcode ringback_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
  return ringback_curl.easy_setopt(easy, option, value);
}

CURLcode ringback_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return ringback_curl.easy_setopt(easy, option, value);
}

CURLcode ringback_curl_set_bytes(CURL *easy, CURLoption option, const void *value) {
  return ringback_curl.easy_setopt(easy, option, value);
}

CURLcode ringback_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return ringback_curl.easy_setopt(easy, option, value);
}

CURLcode ringback_curl_set_error_buffer(CURL *easy, char *buffer) {
  return ringback_curl.easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

CURLcode ringback_curl_set_receivers(
    CURL *easy, curl_write_callback header, curl_write_callback body, void *context) {
  CURLcode code = ringback_curl.easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
  if (code == CURLE_OK) code = ringback_curl.easy_setopt(easy, CURLOPT_HEADERDATA, context);
  if (code == CURLE_OK) code = ringback_curl.easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
  if (code == CURLE_OK) code = ringback_curl.easy_setopt(easy, CURLOPT_WRITEDATA, context);
  return code;
}

CURLcode ringback_curl_set_web_only(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  CURLcode code = ringback_curl.easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  if (code == CURLE_OK) code = ringback_curl.easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
#else
  CURLcode code = ringback_curl.easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
  if (code == CURLE_OK)
    code = ringback_curl.easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
  return code;
}

struct curl_slist *ringback_curl_slist_append(struct curl_slist *list, const char *text) {
  return ringback_curl.slist_append(list, text);
}

void ringback_curl_slist_free_all(struct curl_slist *list) { ringback_curl.slist_free_all(list); }
