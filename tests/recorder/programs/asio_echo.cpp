// An echo server and its clients by standalone Asio, in one process: several threads run one
// io_context; clients send at once, some are cancelled by a timer, some close abruptly.
//
//   asio_echo [CONNECTIONS [ROUNDS [THREADS]]]

#include <array>
#include <asio.hpp>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using asio::ip::tcp;

constexpr std::size_t message_bytes = 64;
constexpr int cancelled_every = 5;  // of the connections: a receive is cancelled by a timer
constexpr int aborted_every = 7;    // closes with a reset

std::atomic<int> echoed{0};
std::atomic<int> cancelled{0};
std::atomic<int> aborted{0};
std::atomic<int> failed{0};

class Session : public std::enable_shared_from_this<Session> {
 public:
  explicit Session(tcp::socket socket) : socket_(std::move(socket)) {}

  void read() {
    socket_.async_read_some(asio::buffer(data_),
                            [self = shared_from_this()](std::error_code error, std::size_t count) {
                              if (!error) self->write(count);
                            });
  }

 private:
  void write(std::size_t count) {
    asio::async_write(socket_, asio::buffer(data_, count),
                      [self = shared_from_this()](std::error_code error, std::size_t) {
                        if (!error) self->read();
                      });
  }

  tcp::socket socket_;
  std::array<char, 256> data_{};
};

class Server {
 public:
  explicit Server(asio::io_context& context)
      : acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {
    accept();
  }

  tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
  void close() {
    asio::post(acceptor_.get_executor(), [this] { acceptor_.close(); });
  }

 private:
  void accept() {
    acceptor_.async_accept([this](std::error_code error, tcp::socket socket) {
      if (error) return;
      std::make_shared<Session>(std::move(socket))->read();
      accept();
    });
  }

  tcp::acceptor acceptor_;
};

class Client : public std::enable_shared_from_this<Client> {
 public:
  Client(asio::io_context& context, int number, int rounds, std::function<void()> done)
      : strand_(asio::make_strand(context)),
        socket_(strand_),
        timer_(strand_),
        number_(number),
        rounds_(rounds),
        done_(std::move(done)) {
    for (std::size_t index = 0; index < message_bytes; ++index) {
      first_[index] = static_cast<char>('a' + (index + static_cast<std::size_t>(number)) % 26);
      second_[index] = static_cast<char>('A' + (index + static_cast<std::size_t>(number)) % 26);
    }
  }

  void start(const tcp::endpoint& server) {
    socket_.async_connect(server, [self = shared_from_this()](std::error_code error) {
      if (error) return self->finish(failed);
      self->round();
    });
  }

 private:
  // Two sends on their way at once, and their echo.
  void round() {
    if (rounds_-- == 0) return last();
    pending_ = 3;
    const auto part = [self = shared_from_this()](std::error_code error, std::size_t) {
      self->failed_ = self->failed_ || error;
      if (--self->pending_ != 0) return;
      if (self->failed_) return self->finish(failed);
      self->round();
    };
    socket_.async_send(asio::buffer(first_), part);
    socket_.async_send(asio::buffer(second_), part);
    asio::async_read(socket_, asio::buffer(answer_), part);
  }

  void last() {
    if (number_ % cancelled_every == 0) return cancel_a_read();
    if (number_ % aborted_every == 0) {
      socket_.set_option(asio::socket_base::linger(true, 0));
      std::error_code ignored;
      socket_.close(ignored);
      return finish(aborted);
    }
    std::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    finish(echoed);
  }

  void cancel_a_read() {
    timer_.expires_after(std::chrono::milliseconds(10));
    timer_.async_wait([self = shared_from_this()](std::error_code error) {
      if (!error) self->socket_.cancel();
    });
    asio::async_read(socket_, asio::buffer(answer_),
                     [self = shared_from_this()](std::error_code error, std::size_t) {
                       self->finish(error == asio::error::operation_aborted ? cancelled : failed);
                     });
  }

  void finish(std::atomic<int>& how) {
    ++how;
    done_();
  }

  asio::strand<asio::io_context::executor_type> strand_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  int number_;
  int rounds_;
  std::function<void()> done_;
  int pending_ = 0;
  bool failed_ = false;
  std::array<char, message_bytes> first_{};
  std::array<char, message_bytes> second_{};
  std::array<char, 2 * message_bytes> answer_{};
};

int argument(int count, char** values, int index, int otherwise) {
  return index < count ? std::atoi(values[index]) : otherwise;
}

}  // namespace

int main(int count, char** values) {
  const int connections = argument(count, values, 1, 10);
  const int rounds = argument(count, values, 2, 5);
  const int thread_count = argument(count, values, 3, 4);
  asio::io_context context(thread_count);
  Server server(context);
  std::atomic<int> left{connections};
  const auto begin = std::chrono::steady_clock::now();
  for (int number = 1; number <= connections; ++number) {
    const auto client = std::make_shared<Client>(context, number, rounds, [&] {
      if (--left == 0) server.close();
    });
    client->start(server.endpoint());
  }
  std::vector<std::thread> threads;
  for (int index = 1; index < thread_count; ++index) {
    threads.emplace_back([&] { context.run(); });
  }
  context.run();
  for (std::thread& thread : threads) thread.join();
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - begin);
  std::printf("%d echoed, %d cancelled, %d aborted, %d failed, %lld us\n", echoed.load(),
              cancelled.load(), aborted.load(), failed.load(),
              static_cast<long long>(took.count()));
  return failed.load() == 0 ? 0 : 1;
}
