#ifndef CONIGURUMA_SHIM_H
#define CONIGURUMA_SHIM_H

#include <oniguruma.h>

/* Macros and variadic functions do not reach Swift; these do. */

static inline OnigEncoding coniguruma_utf8(void) { return ONIG_ENCODING_UTF8; }

static inline OnigSyntaxType *coniguruma_syntax(void) { return ONIG_SYNTAX_ONIGURUMA; }

/* Writes at most ONIG_MAX_ERROR_MESSAGE_LEN bytes and returns how many. */
static inline int coniguruma_message(UChar *buffer, int code, OnigErrorInfo *info) {
  return info ? onig_error_code_to_str(buffer, code, info) : onig_error_code_to_str(buffer, code);
}

#endif
