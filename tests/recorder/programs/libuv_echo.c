/* An echo server and its clients by libuv, on one loop in one process: clients send two messages at
 * once and read their echo; every fifth stops a read by closing under it, every seventh closes with
 * a reset.
 *
 *   libuv_echo [CONNECTIONS [ROUNDS]]
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum { message_bytes = 64, read_bytes = 256, closed_every = 5, reset_every = 7 };

typedef struct {
  uv_tcp_t stream;
  char data[read_bytes];
} session_t;

typedef struct {
  uv_tcp_t stream;
  uv_connect_t connect;
  uv_timer_t timer;
  uv_write_t write[2];
  char message[2][message_bytes];
  char data[read_bytes];
  int number;
  int rounds;
  int expected;
} client_t;

typedef struct {
  uv_write_t write;
  char* data;
} answer_t;

static uv_loop_t* loop;
static uv_tcp_t server;
static int left;
static int echoed;
static int stopped;
static int reset;
static int failed;

static void forget(uv_handle_t* handle) { free(handle->data); }
static void done(int* how) {
  ++*how;
  if (--left == 0) uv_close((uv_handle_t*)&server, NULL);
}

static void session_room(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer) {
  session_t* session = handle->data;
  (void)suggested;
  *buffer = uv_buf_init(session->data, sizeof session->data);
}

static void answered(uv_write_t* write, int status) {
  answer_t* answer = (answer_t*)write;
  (void)status;
  free(answer->data);
  free(answer);
}

static void session_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  answer_t* answer;
  uv_buf_t part;
  if (count < 0) {
    uv_close((uv_handle_t*)stream, forget);
    return;
  }
  if (count == 0) return;
  answer = malloc(sizeof *answer);
  answer->data = malloc((size_t)count);
  memcpy(answer->data, buffer->base, (size_t)count);
  part = uv_buf_init(answer->data, (unsigned)count);
  uv_write(&answer->write, stream, &part, 1, answered);
}

static void connection(uv_stream_t* listener, int status) {
  session_t* session;
  if (status != 0) return;
  session = calloc(1, sizeof *session);
  session->stream.data = session;
  uv_tcp_init(loop, &session->stream);
  uv_accept(listener, (uv_stream_t*)&session->stream);
  uv_read_start((uv_stream_t*)&session->stream, session_room, session_read);
}

static void client_room(uv_handle_t* handle, size_t suggested, uv_buf_t* buffer) {
  client_t* client = handle->data;
  (void)suggested;
  *buffer = uv_buf_init(client->data, sizeof client->data);
}

static void closed_client(uv_handle_t* handle) {
  client_t* client = handle->data;
  if (handle == (uv_handle_t*)&client->stream) uv_close((uv_handle_t*)&client->timer, forget);
}

static void end_client(client_t* client, int* how) {
  uv_close((uv_handle_t*)&client->stream, closed_client);
  done(how);
}

static void time_is_up(uv_timer_t* timer) { end_client(timer->data, &stopped); }

static void start_round(client_t* client);

static void client_read(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  client_t* client = stream->data;
  (void)buffer;
  if (count < 0) {
    end_client(client, &failed);
    return;
  }
  client->expected -= (int)count;
  if (client->expected == 0) start_round(client);
}

static void sent(uv_write_t* write, int status) {
  (void)write;
  (void)status;
}

static void start_round(client_t* client) {
  int part;
  if (client->rounds-- == 0) {
    if (client->number % closed_every == 0) {
      uv_timer_start(&client->timer, time_is_up, 10, 0);
    } else if (client->number % reset_every == 0) {
      uv_tcp_close_reset(&client->stream, closed_client);
      done(&reset);
    } else {
      end_client(client, &echoed);
    }
    return;
  }
  client->expected = 2 * message_bytes;
  for (part = 0; part < 2; ++part) {
    uv_buf_t buffer = uv_buf_init(client->message[part], message_bytes);
    uv_write(&client->write[part], (uv_stream_t*)&client->stream, &buffer, 1, sent);
  }
}

static void connected(uv_connect_t* connect, int status) {
  client_t* client = connect->data;
  if (status != 0) {
    end_client(client, &failed);
    return;
  }
  uv_read_start((uv_stream_t*)&client->stream, client_room, client_read);
  start_round(client);
}

int main(int count, char** values) {
  const int connections = count > 1 ? atoi(values[1]) : 10;
  const int rounds = count > 2 ? atoi(values[2]) : 5;
  struct sockaddr_in address;
  struct sockaddr_storage bound;
  int length = sizeof bound;
  int number;
  loop = uv_default_loop();
  left = connections;
  uv_tcp_init(loop, &server);
  uv_ip4_addr("127.0.0.1", 0, &address);
  uv_tcp_bind(&server, (const struct sockaddr*)&address, 0);
  uv_listen((uv_stream_t*)&server, 16, connection);
  uv_tcp_getsockname(&server, (struct sockaddr*)&bound, &length);
  for (number = 1; number <= connections; ++number) {
    client_t* client = calloc(1, sizeof *client);
    client->number = number;
    client->rounds = rounds;
    client->stream.data = client->timer.data = client->connect.data = client;
    memset(client->message[0], 'a' + number % 26, message_bytes);
    memset(client->message[1], 'A' + number % 26, message_bytes);
    uv_tcp_init(loop, &client->stream);
    uv_timer_init(loop, &client->timer);
    uv_tcp_connect(&client->connect, &client->stream, (const struct sockaddr*)&bound, connected);
  }
  uv_run(loop, UV_RUN_DEFAULT);
  printf("%d echoed, %d stopped, %d reset, %d failed\n", echoed, stopped, reset, failed);
  return failed == 0 ? 0 : 1;
}
