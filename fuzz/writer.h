#pragma once
// Writes one scenario: chooses what is at hand, then the steps, each on a thread of its own choice.
// Internal to fuzz/. The moves are in files by what they deal with.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/dice.h"
#include "fuzz/generator.h"
#include "fuzz/text.h"

namespace ioracle {

class ScenarioWriter {
 public:
  ScenarioWriter(Dice dice, Family family, const ScenarioSize& size);
  std::string write(std::string_view name);
  std::uint32_t thrown() const { return dice_.thrown(); }

 private:
  // Of an operation, as JSON. Its OVERLAPPED is called ov and its place, from 1.
  struct Operation {
    std::string handle;
    std::string words;  // members of the OVERLAPPED behind `at`: the same whenever it is named
    bool on_socket = true;
  };
  struct Stream {
    const char* socket;
    const char* pattern;  // of the bytes that it sends
    std::uint32_t sent = 0;
  };

  void set_up();
  void set_up_sockets();
  void set_up_files();
  void set_up_port();
  void add(const std::string& step);
  void settle();
  std::string race();
  std::string step(std::uint32_t thread);
  std::string make(StepKind kind);
  void close_everything();
  void look_at_everything();

  // Text of one step on the current thread.
  std::string call(std::string_view function, std::string_view arguments);
  std::string_view thread_name() const;
  // It may be blocked for ever; the first one looks at everything in the end.
  bool may_block() const { return thread_ != 0; }
  bool is(Family family) const { return family_ == family; }
  void require(std::string_view capability);

  std::string socket();
  std::string event();
  std::string interval();
  std::string new_overlapped(std::string_view handle, bool on_socket, std::string_view more = {});
  // One that was used; REQUIRES: there is one.
  std::string used_overlapped(std::size_t& place);
  std::string routine();
  std::string count(std::string_view parameter, bool wanted);

  // Sockets.
  std::string receive();
  std::string receive_message(std::string_view from, std::string_view buffers);
  std::string send();
  std::string block();
  std::string close();
  std::string shutdown();
  std::string reset();
  std::string option();
  // Connections.
  std::string connect();
  std::string accept();
  std::string accept_ex();
  std::string connect_ex();
  std::string disconnect();
  // Files and providers.
  std::string read();
  std::string write_file();
  std::string transfer(std::string_view function, bool writes);
  std::string provide();
  std::string provided(std::size_t request);
  // Notifications.
  std::string query();
  std::string query_of(std::size_t place, bool may_wait);
  std::string wait();
  std::string sleep();
  std::string dequeue();
  std::string post();
  std::string observe();
  std::string cancel();
  std::string change_event();
  std::string queue_apc();
  std::string associate();
  std::string modes();
  std::string exit_thread();

  Dice dice_;
  Family family_;
  ScenarioSize size_;
  std::uint32_t threads_;
  std::uint32_t left_;
  bool port_;
  bool routines_;
  bool manual_event_ = true;
  std::string given_;
  std::string steps_;
  std::vector<std::string_view> required_;
  std::vector<Stream> streams_;        // ends of connections, receivers first
  std::vector<std::string> waitable_;  // events, sockets, threads
  std::vector<std::string> events_;
  std::vector<Operation> operations_;
  std::vector<std::string> files_;
  std::vector<std::string> closed_;
  std::uint32_t thread_ = 0;
  std::array<bool, 3> exited_ = {};
  bool threads_named_ = false;
  std::uint32_t names_ = 0;
  std::uint32_t clients_ = 0;  // sockets that may connect and were not used yet
  std::uint32_t accepting_ = 0;
  std::uint32_t requests_ = 0;  // of the provider
  std::uint32_t endings_ = 0;
  std::uint32_t written_ = 0;
};

}  // namespace ioracle
