#include "table.h"

CURLM *ringback_curl_multi_init(curl_socket_callback socket, curl_multi_timer_callback timer, void *context) {
  CURLM *multi = ringback_curl.multi_init();
  if (!multi) return NULL;
  ringback_curl.multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
  ringback_curl.multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
  ringback_curl.multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
  ringback_curl.multi_setopt(multi, CURLMOPT_TIMERDATA, context);
  return multi;
}

void ringback_curl_multi_cleanup(CURLM *multi) { ringback_curl.multi_cleanup(multi); }

CURLMcode ringback_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return ringback_curl.multi_setopt(multi, option, value);
}

CURLMcode ringback_curl_multi_add(CURLM *multi, CURL *easy) { return ringback_curl.multi_add_handle(multi, easy); }

CURLMcode ringback_curl_multi_remove(CURLM *multi, CURL *easy) { return ringback_curl.multi_remove_handle(multi, easy); }

CURLMcode ringback_curl_multi_act(CURLM *multi, curl_socket_t socket, int readiness) {
  int running;
  return ringback_curl.multi_socket_action(multi, socket, readiness, &running);
}

CURL *ringback_curl_multi_next_done(CURLM *multi, CURLcode *code) {
  int left;
  for (CURLMsg *message; (message = ringback_curl.multi_info_read(multi, &left));) {
    if (message->msg != CURLMSG_DONE) continue;
    *code = message->data.result;
    return message->easy_handle;
  }
  return NULL;
}
