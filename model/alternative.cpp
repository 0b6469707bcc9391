#include "model/alternative.h"

#include <array>

#include "model/hash.h"

namespace ioracle {
namespace {

// Alternatives register while static objects are made, each from its own rule file.
std::vector<AlternativeInfo*>& registry() {
  static std::vector<AlternativeInfo*> infos;
  return infos;
}

template <class Cell>
std::uint32_t number(Cell cell) {
  return static_cast<std::uint32_t>(cell);
}

constexpr auto micro_step_names = std::to_array<std::string_view>(
    {"check",  "start",   "clear",       "attempt", "wait",   "read",   "reread",
     "report", "end",     "information", "status",  "signal", "notify", "served",
     "feed",   "deliver", "running",     "drain",   "carry",  "leave",  "done"});

constexpr auto nothing = std::numeric_limits<std::uint32_t>::max();
std::uint32_t muted_atom = nothing;
std::uint32_t muted_effect = nothing;

std::uint32_t word_of(Atom::Kind kind, bool expected) {
  return static_cast<std::uint32_t>(kind) * 2 + (expected ? 1 : 0);
}

}  // namespace

void mute(Atom::Kind kind, bool expected) { muted_atom = word_of(kind, expected); }

void mute(Effect::Kind kind) { muted_effect = static_cast<std::uint32_t>(kind); }

void unmute() { muted_atom = muted_effect = nothing; }

std::string_view name_of(MicroStep step) {
  return micro_step_names[static_cast<std::size_t>(step)];
}

AlternativeInfo::AlternativeInfo(std::string_view name, Fairness fairness,
                                 std::initializer_list<ClauseId> cites)
    : name_(name), name_hash_(hash_of(name)), fairness_(fairness), cites_(cites) {
  registry().push_back(this);
}

std::span<AlternativeInfo* const> AlternativeInfo::all() { return registry(); }

void Alternatives::clear() {
  list_.clear();
  atoms_.clear();
  effects_.clear();
}

Alternatives::Builder Alternatives::offer(const AlternativeInfo& info) {
  Alternative alternative;
  alternative.info = &info;
  alternative.first_atom = number(atoms_.size());
  alternative.first_effect = number(effects_.size());
  list_.push_back(alternative);
  return {*this, list_.size() - 1};
}

std::span<const Atom> Alternatives::atoms(const Alternative& alternative) const {
  return std::span(atoms_).subspan(alternative.first_atom, alternative.atom_count);
}

std::span<const Effect> Alternatives::effects(const Alternative& alternative) const {
  return std::span(effects_).subspan(alternative.first_effect, alternative.effect_count);
}

Alternatives::Builder& Alternatives::Builder::when(const Atom& atom) {
  if (word_of(atom.kind, atom.expected) == muted_atom) return *this;
  owner_.atoms_.push_back(atom);
  ++alternative().atom_count;
  return *this;
}

Alternatives::Builder& Alternatives::Builder::then(const Effect& effect) {
  if (static_cast<std::uint32_t>(effect.kind) == muted_effect) return *this;
  owner_.effects_.push_back(effect);
  ++alternative().effect_count;
  return *this;
}

Alternatives::Builder& Alternatives::Builder::next(MicroStep step) {
  alternative().next = step;
  return *this;
}

Alternatives::Builder& Alternatives::Builder::variant(std::uint32_t variant_number) {
  alternative().variant = variant_number;
  return *this;
}

Alternatives::Builder& Alternatives::Builder::shows(Parameter parameter, Shown shown,
                                                    std::int64_t shown_number) {
  Shows& all = alternative().shows;
  all.outputs[all.output_count++] = {parameter, shown, shown_number};
  return *this;
}

Alternatives::Builder& Alternatives::Builder::returns(std::int64_t result) {
  alternative().shows.result = Shown::integer;
  alternative().shows.number = result;
  return *this;
}

Alternatives::Builder& Alternatives::Builder::returns(Shown shown) {
  alternative().shows.result = shown;
  return *this;
}

Alternatives::Builder& Alternatives::Builder::last_error(std::uint32_t code) {
  alternative().shows.error = Shown::integer;
  alternative().shows.error_code = code;
  return *this;
}

Alternatives::Builder& Alternatives::Builder::last_error(Shown shown) {
  alternative().shows.error = shown;
  return *this;
}

Atom happened(Instant instant) { return {Atom::Kind::happened, true, number(instant), 0, 0}; }
Atom reads(Register cell, std::uint64_t value) {
  return {Atom::Kind::reads, true, number(cell), 0, value};
}
Atom head(Fifo fifo, Item item) { return {Atom::Kind::head, true, number(fifo), number(item), 0}; }
Atom empty(Fifo fifo) { return {Atom::Kind::empty, true, number(fifo), 0, 0}; }
Atom arrived(Stream stream, std::uint64_t amount_bytes) {
  return {Atom::Kind::arrived, true, number(stream), 0, amount_bytes};
}
Atom finished(Stream stream) { return {Atom::Kind::finished, true, number(stream), 0, 0}; }
Atom ended(Stream stream) { return {Atom::Kind::ended, true, number(stream), 0, 0}; }
Atom in_flight(Stream stream, std::uint64_t amount_bytes) {
  return {Atom::Kind::in_flight, true, number(stream), 0, amount_bytes};
}
Atom acknowledged(Stream stream, OperationId operation) {
  return {Atom::Kind::acknowledged, true, number(stream), number(operation), 0};
}
Atom elapsed(std::uint64_t interval_ms) { return {Atom::Kind::elapsed, true, 0, 0, interval_ms}; }
Atom longer(Stream stream, std::uint64_t amount_bytes) {
  return {Atom::Kind::longer, true, number(stream), 0, amount_bytes};
}
Atom fits(Stream stream, OperationId operation, std::uint64_t amount_bytes) {
  return {Atom::Kind::fits, true, number(stream), number(operation), amount_bytes};
}
Atom operator!(Atom atom) {
  atom.expected = !atom.expected;
  return atom;
}

Effect mark(Instant instant) { return {Effect::Kind::mark, number(instant), 0, 0}; }
Effect write(Register cell, std::uint64_t value) {
  return {Effect::Kind::write, number(cell), 0, value};
}
Effect write_status(Register cell) { return {Effect::Kind::write_status, number(cell), 0, 0}; }
Effect write_information(Register cell) {
  return {Effect::Kind::write_information, number(cell), 0, 0};
}
Effect push(Fifo fifo, Item item) { return {Effect::Kind::push, number(fifo), number(item), 0}; }
Effect remove(Fifo fifo, Item item) {
  return {Effect::Kind::remove, number(fifo), number(item), 0};
}
Effect pop(Fifo fifo) { return {Effect::Kind::pop, number(fifo), 0, 0}; }
Effect append(Stream stream, OperationId operation) {
  return {Effect::Kind::append, number(stream), number(operation), 0};
}
Effect finish(Stream stream) { return {Effect::Kind::finish, number(stream), 0, 0}; }
Effect arrive(Stream stream) { return {Effect::Kind::arrive, number(stream), 0, 0}; }
Effect take(Stream stream) { return {Effect::Kind::take, number(stream), 0, 0}; }
Effect move(std::uint64_t amount_bytes) { return {Effect::Kind::move, 0, 0, amount_bytes}; }
Effect ends(std::uint32_t status) { return {Effect::Kind::end, 0, 0, status}; }
Effect pend() { return {Effect::Kind::pend, 0, 0, 0}; }
Effect found() { return {Effect::Kind::found, 0, 0, 0}; }
Effect advance(OperationId operation) { return {Effect::Kind::advance, 0, number(operation), 0}; }
Effect load_status(Register cell) { return {Effect::Kind::load_status, number(cell), 0, 0}; }
Effect load_information(Register cell) {
  return {Effect::Kind::load_information, number(cell), 0, 0};
}

}  // namespace ioracle
