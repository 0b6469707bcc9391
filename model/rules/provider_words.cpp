// Single writes to the words of an OVERLAPPED that a service provider completes, where the trace
// tells each. All that is asked of them is visible.

#include "model/rules/provider.h"

namespace ioracle::rules {
namespace {

const AlternativeInfo changes_internal("provider.changes_internal", Fairness::owed,
                                       {"WSPGOR.wpu.seq3-order"_clause,
                                        "WSPGOR.wpu.seq3-internal"_clause, "WPUCOR.order"_clause});
const AlternativeInfo stores_count("provider.stores_count", Fairness::owed,
                                   {"WSPGOR.wpu.seq3-internalhigh"_clause});
const AlternativeInfo owes_status("provider.owes_status", Fairness::owed,
                                  {"WSPGOR.wpu.seq3-internal"_clause,
                                   "WSPGOR.wpu.seq3-internalhigh"_clause});
const AlternativeInfo starts_anew("provider.starts_anew", Fairness::owed,
                                  {"WSPGOR.wpu.control-fields"_clause,
                                   "WSPGOR.wpu.seq1-internal"_clause});
const AlternativeInfo keeps_to_its_words("provider.keeps_to_its_words", Fairness::owed,
                                         {"WSPGOR.wpu.control-fields"_clause});
const AlternativeInfo stores_error("provider.stores_error", Fairness::owed,
                                   {"WSPGOR.wpu.seq2-offsethigh"_clause,
                                    "WSPGOR.wpu.free-choice"_clause});
const AlternativeInfo stores_flags("provider.stores_flags", Fairness::owed,
                                   {"WSPGOR.wpu.seq2-offset"_clause,
                                    "WSPGOR.wpu.free-choice"_clause});

// Who writes: where the actor is told, the provider keeps to its words, and others keep off them.
bool is_written_by_another(const Known& known, const Event& word) {
  if (!word.routine) return false;
  const bool by_provider = known.names().text(word.routine) == "provider";
  const bool starts = word.words.internal == constant::status_pending;
  const bool of_provider = word.words.offset || word.words.offset_high || starts;
  return by_provider != of_provider;
}

}  // namespace
}  // namespace ioracle::rules

namespace ioracle {

const AlternativeInfo& owed_words() { return rules::owes_status; }

WordWrite judge_word(const Known& known, const Event& word) {
  WordWrite write;
  const OverlappedWords& words = word.words;
  const OverlappedObject* overlapped = known.overlapped(Value::of(word.object));
  if (!overlapped) return write;
  if (words.internal || words.internal_high) {
    write.cell = words.internal ? overlapped->internal : overlapped->internal_high;
    write.value = words.internal ? *words.internal : *words.internal_high;
  }
  const Operation* operation = known.provided(Value::of(word.object));
  if (!operation) return write;
  const ProviderRequest& request = known.request(*operation);
  if (!operation->words_told || request.over) return write;
  const bool announced = request.upcall_id != 0;
  const bool pended = request.returned;
  if (words.internal == constant::status_pending) {
    write.info = &rules::starts_anew;
    write.allowed = !announced;
  } else if (words.internal) {
    // Before the call returns, nobody can tell yet whether it leaves the request pending.
    write.info = &rules::changes_internal;
    write.allowed = announced ? request.stored : !pended;
    if (announced && !request.changed) write.marks = request.reported;
  } else if (words.internal_high) {
    write.info = &rules::stores_count;
    write.allowed = announced ? *words.internal_high == request.bytes : !pended;
  } else {
    write.info = words.offset ? &rules::stores_flags : &rules::stores_error;
    write.allowed = !request.typical || !announced;
  }
  if (write.allowed && (announced || pended) && rules::is_written_by_another(known, word)) {
    write.info = &rules::keeps_to_its_words;
    write.allowed = false;
  }
  if (write.info->mutation() == Switch::dropped) write.allowed = false;
  if (write.info->mutation() == Switch::widened) write.allowed = true;
  return write;
}

}  // namespace ioracle
