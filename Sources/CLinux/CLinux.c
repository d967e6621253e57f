#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <syslog.h>
#include <sys/un.h>
#include <unistd.h>

_Static_assert(CLINUX_READ == (unsigned)EPOLLIN, "epoll bits");
_Static_assert(CLINUX_WRITE == (unsigned)EPOLLOUT, "epoll bits");
_Static_assert(CLINUX_ERROR == (unsigned)EPOLLERR, "epoll bits");
_Static_assert(CLINUX_HANG_UP == (unsigned)EPOLLHUP, "epoll bits");
_Static_assert(CLINUX_PEER_CLOSED == (unsigned)EPOLLRDHUP, "epoll bits");
_Static_assert(CLINUX_EXCLUSIVE == (unsigned)EPOLLEXCLUSIVE, "epoll bits");
_Static_assert(CLINUX_ADDRESS_TEXT_SIZE >= INET6_ADDRSTRLEN, "address text");

/// The value, or -errno.
static int result(int value) { return value < 0 ? -errno : value; }

int clinux_epoll_create(void) { return result(epoll_create1(EPOLL_CLOEXEC)); }

static int control(int epoll, int operation, int descriptor, uint32_t interest, uint64_t token) {
    struct epoll_event event = {.events = interest, .data.u64 = token};
    return result(epoll_ctl(epoll, operation, descriptor, &event));
}

int clinux_epoll_add(int epoll, int descriptor, uint32_t interest, uint64_t token) {
    return control(epoll, EPOLL_CTL_ADD, descriptor, interest, token);
}

int clinux_epoll_modify(int epoll, int descriptor, uint32_t interest, uint64_t token) {
    return control(epoll, EPOLL_CTL_MOD, descriptor, interest, token);
}

int clinux_epoll_remove(int epoll, int descriptor) {
    return control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0);
}

// The C library's epoll_wait, recv and send are cancellation points: in a program with threads that
// costs each call two more functions and two atomic operations. Nobody cancels our threads.

int clinux_epoll_wait(int epoll, struct clinux_event *events, int events_max, int milliseconds) {
    struct epoll_event ready[CLINUX_EVENTS_MAX];
    if (events_max > CLINUX_EVENTS_MAX) events_max = CLINUX_EVENTS_MAX;
    long count = syscall(SYS_epoll_pwait, epoll, ready, events_max, milliseconds, NULL, 8);
    if (count < 0) return errno == EINTR ? 0 : -errno;
    for (long index = 0; index < count; index++) {
        events[index].token = ready[index].data.u64;
        events[index].readiness = ready[index].events;
    }
    return (int)count;
}

int clinux_eventfd_create(void) { return result(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)); }

int clinux_eventfd_signal(int descriptor) {
    // EAGAIN means that the counter is full, so the reader will wake all the same.
    int value = result(eventfd_write(descriptor, 1));
    return value == -EAGAIN ? 0 : value;
}

int clinux_eventfd_drain(int descriptor) {
    eventfd_t count;
    int value = result(eventfd_read(descriptor, &count));
    return value == -EAGAIN ? 0 : value;
}

int clinux_timer_create(void) {
    return result(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
}

int clinux_timer_set(int descriptor, uint32_t milliseconds) {
    struct itimerspec when = {0};
    when.it_value.tv_sec = milliseconds / 1000;
    when.it_value.tv_nsec = (long)(milliseconds % 1000) * 1000000;
    return result(timerfd_settime(descriptor, 0, &when, NULL));
}

int clinux_stream_socket(int family) {
    return result(socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

static int set_option(int descriptor, int level, int name, int value) {
    return result(setsockopt(descriptor, level, name, &value, sizeof value));
}

int clinux_allow_address_reuse(int descriptor) {
    return set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
}

int clinux_send_small_at_once(int listener) {
    return set_option(listener, IPPROTO_TCP, TCP_NODELAY, 1);
}

int clinux_set_ipv6_only(int descriptor, int is_only) {
    return set_option(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, is_only);
}

int clinux_bind_to_interface(int descriptor, const char *name) {
    socklen_t length = (socklen_t)strlen(name);
    return result(setsockopt(descriptor, SOL_SOCKET, SO_BINDTODEVICE, name, length));
}

static int fill(struct sockaddr_un *address, const char *path) {
    size_t length = strlen(path);
    if (length >= sizeof address->sun_path) return -ENAMETOOLONG;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, length);
    return 0;
}

int clinux_bind_unix(int descriptor, const char *path) {
    struct sockaddr_un address;
    int filled = fill(&address, path);
    if (filled < 0) return filled;
    return result(bind(descriptor, (struct sockaddr *)&address, sizeof address));
}

int clinux_connect_unix(int descriptor, const char *path) {
    struct sockaddr_un address;
    int filled = fill(&address, path);
    if (filled < 0) return filled;
    return result(connect(descriptor, (struct sockaddr *)&address, sizeof address));
}

/// The port of an IPv4 or IPv6 address, 0 for others.
static uint16_t port_of(const struct sockaddr_storage *address) {
    if (address->ss_family == AF_INET) {
        return ntohs(((const struct sockaddr_in *)address)->sin_port);
    }
    if (address->ss_family == AF_INET6) {
        return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
    }
    return 0;
}

int clinux_local_port(int descriptor) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) return -errno;
    return port_of(&address);
}

int clinux_pending_error(int descriptor) {
    int error = 0;
    socklen_t length = sizeof error;
    if (getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length) < 0) return -errno;
    return error;
}

/// What inet_ntop writes, which formats with snprintf.
static void write_ipv4(const uint8_t *address, char *text) {
    for (int index = 0; index < 4; index++) {
        uint8_t value = address[index];
        if (value >= 100) *text++ = (char)('0' + value / 100);
        if (value >= 10) *text++ = (char)('0' + value / 10 % 10);
        *text++ = (char)('0' + value % 10);
        *text++ = index < 3 ? '.' : '\0';
    }
}

static void write_text(const struct sockaddr_storage *address, char *text) {
    text[0] = '\0';
    if (address->ss_family == AF_INET) {
        const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)address;
        write_ipv4((const uint8_t *)&ipv4->sin_addr, text);
    } else if (address->ss_family == AF_INET6) {
        const struct in6_addr *ipv6 = &((const struct sockaddr_in6 *)address)->sin6_addr;
        if (IN6_IS_ADDR_V4MAPPED(ipv6)) {
            write_ipv4(&ipv6->s6_addr[12], text);
        } else {
            inet_ntop(AF_INET6, ipv6, text, CLINUX_ADDRESS_TEXT_SIZE);
        }
    }
}

void clinux_local_address(int descriptor, char *text) {
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t length = sizeof address;
    if (getsockname(descriptor, (struct sockaddr *)&address, &length) < 0) {
        address.ss_family = AF_UNSPEC;
    }
    write_text(&address, text);
}

int clinux_accept(int listener, char *text, uint16_t *port) {
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t length = sizeof address;
    int descriptor =
        accept4(listener, (struct sockaddr *)&address, &length, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor < 0) return -errno;
    write_text(&address, text);
    *port = port_of(&address);
    return descriptor;
}

ptrdiff_t clinux_receive(int descriptor, void *bytes, size_t count) {
    long received;
    do received = syscall(SYS_recvfrom, descriptor, bytes, count, 0, NULL, NULL);
    while (received < 0 && errno == EINTR);
    return received < 0 ? -errno : received;
}

ptrdiff_t clinux_send(int descriptor, const void *bytes, size_t count) {
    long sent;
    do sent = syscall(SYS_sendto, descriptor, bytes, count, MSG_NOSIGNAL, NULL, 0);
    while (sent < 0 && errno == EINTR);
    return sent < 0 ? -errno : sent;
}

int clinux_usable_processor_count(void) {
    cpu_set_t usable;
    if (sched_getaffinity(0, sizeof usable, &usable) < 0) return -errno;
    return CPU_COUNT(&usable);
}

int clinux_name_thread(const char *name) {
    char kept[16] = {0};
    strncpy(kept, name, sizeof kept - 1);
    return -pthread_setname_np(pthread_self(), kept);
}

int clinux_replace_descriptor(int descriptor, int other) {
    return dup3(other, descriptor, O_CLOEXEC) < 0 ? -errno : 0;
}

void clinux_write_system_log(const char *text) { syslog(LOG_NOTICE, "%s", text); }
