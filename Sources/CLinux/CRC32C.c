#define _GNU_SOURCE
#include "CLinux.h"

#include <string.h>

#if defined(__aarch64__)
#include <sys/auxv.h>
#endif

// The polynomial of Castagnoli, bits in reverse.
#define POLYNOMIAL 0x82F63B78u

static uint32_t table[256];
static int has_instruction;

__attribute__((constructor)) static void prepare(void) {
    for (uint32_t byte = 0; byte < 256; byte++) {
        uint32_t rest = byte;
        for (int bit = 0; bit < 8; bit++) rest = rest & 1 ? rest >> 1 ^ POLYNOMIAL : rest >> 1;
        table[byte] = rest;
    }
#if defined(__x86_64__)
    __builtin_cpu_init();
    has_instruction = __builtin_cpu_supports("sse4.2");
#elif defined(__aarch64__)
    has_instruction = (getauxval(AT_HWCAP) & 1 << 7) != 0; // HWCAP_CRC32
#endif
}

static uint32_t by_table(uint32_t rest, const uint8_t *bytes, size_t count) {
    while (count--) rest = rest >> 8 ^ table[(uint8_t)rest ^ *bytes++];
    return rest;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t by_instruction(
    uint32_t rest, const uint8_t *bytes, size_t count) {
    uint64_t wide = rest, word;
    for (; count >= 8; bytes += 8, count -= 8) {
        memcpy(&word, bytes, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    rest = (uint32_t)wide;
    while (count--) rest = __builtin_ia32_crc32qi(rest, *bytes++);
    return rest;
}
#elif defined(__aarch64__)
__attribute__((target("crc"))) static uint32_t by_instruction(
    uint32_t rest, const uint8_t *bytes, size_t count) {
    uint64_t word;
    for (; count >= 8; bytes += 8, count -= 8) {
        memcpy(&word, bytes, 8);
        rest = __builtin_arm_crc32cd(rest, word);
    }
    while (count--) rest = __builtin_arm_crc32cb(rest, *bytes++);
    return rest;
}
#else
#define by_instruction by_table
#endif

uint32_t clinux_crc32c(uint32_t crc, const void *bytes, size_t count) {
    return ~(has_instruction ? by_instruction(~crc, bytes, count) : by_table(~crc, bytes, count));
}
