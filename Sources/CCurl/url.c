#include "table.h"

CURLU *ringback_curl_url(void) { return ringback_curl.url(); }

void ringback_curl_url_cleanup(CURLU *url) { ringback_curl.url_cleanup(url); }

CURLUcode ringback_curl_url_set(CURLU *url, CURLUPart part, const char *text, unsigned int flags) {
  return ringback_curl.url_set(url, part, text, flags);
}

char *ringback_curl_url_get(CURLU *url, CURLUPart part, unsigned int flags) {
  char *text = NULL;
  return ringback_curl.url_get(url, part, &text, flags) == CURLUE_OK ? text : NULL;
}

void ringback_curl_free(char *text) { ringback_curl.free(text); }

CURLcode ringback_curl_set_url(CURL *easy, CURLU *url) { return ringback_curl.easy_setopt(easy, CURLOPT_CURLU, url); }

CURLcode ringback_curl_set_opener(CURL *easy, curl_opensocket_callback open, void *context) {
  CURLcode code = ringback_curl.easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
  return code == CURLE_OK ? ringback_curl.easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context) : code;
}
