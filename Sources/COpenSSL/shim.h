// OpenSSL 3 for a server on non-blocking sockets: the headers, and what Swift cannot import
// (macros, variadic functions, callbacks that must not be closures).
#ifndef COPENSSL_SHIM_H
#define COPENSSL_SHIM_H

#include "certificates.h"
#include "context.h"
#include "library.h"
#include "session.h"
#include "token.h"

#endif
