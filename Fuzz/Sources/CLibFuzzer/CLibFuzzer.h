// libFuzzer as a library: part of its interface since LLVM 12, but in no header of the toolchain.
#pragma once

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(
    int *argumentCount, char ***arguments, int (*callback)(const uint8_t *bytes, size_t count));
