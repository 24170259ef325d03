/* Reads server-sent events over many connections, and keeps count.
 *
 * usage: reader PORT PATH CONNECTIONS
 *
 * Commands on stdin, a line each; answers on stdout, a line each:
 *   (start)           open N                  all connections have their headers
 *   (while reading)   got SEQ                 every connection has event SEQ and all before it
 *   stats             stats P50 P99 COUNT GAPS REPEATS RESUMES   delays in microseconds since the last stats
 *   drop RATE         resume connections, RATE a second, in turn, each with the last id it saw; 0 stops
 *
 * Events say {"seq":N,"t":NANOSECONDS, ...}; t is CLOCK_MONOTONIC when they were published. seq counts from 1.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#define MAX_EVENTS 4000000
#define MAX_SEQ 4000000
#define LINE 4096

enum coding { HEADERS, PLAIN, CHUNK_SIZE, CHUNK_BODY, CHUNK_END };

struct reader {
    int fd;
    enum coding coding;
    int chunked;
    long chunk_left;
    int line_length;
    int resumed;
    long seq; /* the last event */
    char id[64], next_id[64]; /* an id counts from its event's data on */
    char line[LINE];
};

static struct reader *readers;
static int count, poller, port, open_count;
static const char *path;
static uint32_t *delays, *arrived;
static long delay_count, complete, gaps, repeats, resumes;
static char buffer[1 << 18];

static int64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static void connect_reader(struct reader *r) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    r->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (r->fd < 0 || connect(r->fd, (struct sockaddr *)&address, sizeof address) < 0) fail("connect");
    char request[512], resume[128] = "";
    if (r->id[0]) snprintf(resume, sizeof resume, "Last-Event-ID: %s\r\n", r->id);
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n%s\r\n", path, resume);
    if (write(r->fd, request, length) != length) fail("request");
    fcntl(r->fd, F_SETFL, O_NONBLOCK);
    r->coding = HEADERS;
    r->chunked = 0;
    r->line_length = 0;
    struct epoll_event want = {.events = EPOLLIN, .data.ptr = r};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, r->fd, &want) < 0) fail("epoll");
}

static void arrive(struct reader *r, const char *text) {
    char *place = strstr(text, "\"seq\":");
    if (!place) return;
    long seq = strtol(place + 6, &place, 10);
    int64_t sent = strtoll(place + 5, NULL, 10); /* ,"t": */
    if (seq <= r->seq) {
        repeats++;
        return;
    }
    if (r->seq && seq != r->seq + 1) gaps++;
    r->seq = seq;
    memcpy(r->id, r->next_id, sizeof r->id);
    if (delay_count < MAX_EVENTS) delays[delay_count++] = (uint32_t)((now_ns() - sent) / 1000);
    arrived[seq % MAX_SEQ]++;
    while (arrived[(complete + 1) % MAX_SEQ] == (uint32_t)count) {
        complete++;
        printf("got %ld\n", complete);
    }
}

static void end_line(struct reader *r, const char *line, int length) {
    while (length && line[length - 1] == '\r') length--;
    if (r->coding == HEADERS) {
        if (length >= 26 && !strncasecmp(line, "transfer-encoding: chunked", 26)) r->chunked = 1;
        if (length == 0) {
            r->coding = r->chunked ? CHUNK_SIZE : PLAIN;
            if (!r->resumed && ++open_count == count) printf("open %d\n", count);
        }
    } else if (length > 6 && !memcmp(line, "data: ", 6)) {
        arrive(r, line + 6);
    } else if (length > 4 && !memcmp(line, "id: ", 4)) {
        int id = length - 4 < 63 ? length - 4 : 63;
        memcpy(r->next_id, line + 4, id);
        r->next_id[id] = 0;
    }
}

/* Takes text up to a line's end at most; how much it took. */
static long take_line(struct reader *r, const char *text, long length) {
    const char *end = memchr(text, '\n', length);
    long taken = end ? end - text + 1 : length;
    long part = end ? taken - 1 : taken;
    if (end && !r->line_length && part < LINE) {
        /* The usual case: the whole line is here. It is followed by its newline, so strtol stops. */
        end_line(r, text, part);
        return taken;
    }
    if (part > LINE - 1 - r->line_length) part = LINE - 1 - r->line_length;
    memcpy(r->line + r->line_length, text, part);
    r->line_length += part;
    if (end) {
        r->line[r->line_length] = 0;
        int whole = r->line_length;
        r->line_length = 0;
        end_line(r, r->line, whole);
    }
    return taken;
}

static void feed(struct reader *r, const char *text, long length) {
    while (length > 0) {
        long taken = 1;
        switch (r->coding) {
        case HEADERS:
        case PLAIN:
            taken = take_line(r, text, length);
            break;
        case CHUNK_SIZE:
            if (*text == '\n') {
                if (r->chunk_left == 0) {
                    fprintf(stderr, "the server ended a stream\n");
                    exit(2);
                }
                r->coding = CHUNK_BODY;
            } else if (*text != '\r') {
                int digit = *text <= '9' ? *text - '0' : (*text | 32) - 'a' + 10;
                r->chunk_left = r->chunk_left * 16 + digit;
            }
            break;
        case CHUNK_BODY:
            taken = take_line(r, text, length < r->chunk_left ? length : r->chunk_left);
            r->chunk_left -= taken;
            if (!r->chunk_left) r->coding = CHUNK_END;
            break;
        case CHUNK_END:
            if (*text == '\n') r->coding = CHUNK_SIZE;
            break;
        }
        text += taken;
        length -= taken;
    }
}

static void readable(struct reader *r) {
    ssize_t length = read(r->fd, buffer, sizeof buffer - 1);
    if (length > 0) {
        buffer[length] = 0;
        feed(r, buffer, length);
    } else if (length == 0) {
        fprintf(stderr, "the server closed a connection\n");
        exit(2);
    } else if (errno != EAGAIN) {
        fail("read");
    }
}

static int compare(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static void stats(void) {
    qsort(delays, delay_count, sizeof *delays, compare);
    uint32_t p50 = delay_count ? delays[delay_count / 2] : 0;
    uint32_t p99 = delay_count ? delays[delay_count * 99 / 100] : 0;
    printf("stats %u %u %ld %ld %ld %ld\n", p50, p99, delay_count, gaps, repeats, resumes);
    delay_count = gaps = repeats = resumes = 0;
}

static void resume(struct reader *r) {
    close(r->fd); /* what was not read yet is lost, as it is when a phone loses its network */
    r->chunk_left = 0;
    r->resumed = 1;
    resumes++;
    connect_reader(r);
}

int main(int argc, char **argv) {
    if (argc != 4) return 64;
    port = atoi(argv[1]);
    path = argv[2];
    count = atoi(argv[3]);
    readers = calloc(count, sizeof *readers);
    delays = malloc(MAX_EVENTS * sizeof *delays);
    arrived = calloc(MAX_SEQ, sizeof *arrived);
    poller = epoll_create1(0);
    setvbuf(stdout, NULL, _IOLBF, 0);
    for (int i = 0; i < count; i++) connect_reader(&readers[i]);
    struct epoll_event want = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(poller, EPOLL_CTL_ADD, 0, &want);

    double rate = 0, due = 0;
    int64_t last = now_ns();
    int next = 0;
    struct epoll_event ready[512];
    for (;;) {
        int n = epoll_wait(poller, ready, 512, rate > 0 ? 1 : -1);
        for (int i = 0; i < n; i++) {
            if (ready[i].data.ptr) {
                readable(ready[i].data.ptr);
                continue;
            }
            char commands[256];
            ssize_t length = read(0, commands, sizeof commands - 1);
            if (length <= 0) return 0;
            commands[length] = 0;
            for (char *line = strtok(commands, "\n"); line; line = strtok(NULL, "\n")) {
                if (!strncmp(line, "stats", 5)) stats();
                if (!strncmp(line, "drop", 4)) rate = atof(line + 4), due = 0, last = now_ns();
            }
        }
        if (rate > 0) {
            int64_t now = now_ns();
            due += (now - last) * rate / 1e9;
            last = now;
            for (; due >= 1; due -= 1) resume(&readers[next++ % count]);
        }
    }
}
