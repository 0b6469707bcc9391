#include "agent/memory.h"

#include <algorithm>
#include <cstring>

namespace ioracle::agent {
namespace {

using Kind = MemoryDeclaration::Kind;

constexpr std::size_t buffer_size_min = 64;
constexpr std::size_t guard_size = 64;  // behind a region, so that short overruns hit nothing else

void fill_with_sentinel(const Region& region) {
  for (std::size_t index = 0; index < region.size; ++index) {
    region.base[index] = sentinel_byte(index);
  }
}

void preset(const Region& region) {
  if (region.kind == Kind::buffer) fill_with_sentinel(region);
  if (region.kind == Kind::overlapped) std::memset(region.base, 0, region.size);
  if (region.kind == Kind::variable)
    std::memcpy(region.base, &variable_preset, std::min(region.size, sizeof variable_preset));
}

}  // namespace

Memory::Memory(const Program& program) {
  regions_.resize(program.names.size() + 1);
  for (const MemoryDeclaration& declaration : program.memory) {
    const bool buffer = declaration.kind == Kind::buffer;
    need(declaration.name, declaration.kind, buffer ? declaration.size : 0);
  }
  for (const Step& step : program.steps) note(step);
  for (const RoutineDeclaration& routine : program.routines) {
    for (const Step& step : routine.body) note(step);
  }
  for (const MemoryDeclaration& declaration : program.memory) {
    if (!declaration.inside) continue;
    const std::size_t end = declaration.offset + regions_[declaration.name.index].size;
    need(declaration.inside, Kind::buffer, end);
  }
  for (const MemoryDeclaration& declaration : program.memory) {
    if (!declaration.inside) continue;
    make(declaration.inside);
    Region& region = regions_[declaration.name.index];
    region.base = regions_[declaration.inside.index].base + declaration.offset;
    if (region.kind != Kind::buffer) preset(region);
  }
  place_members();
  for (std::uint32_t index = 1; index < regions_.size(); ++index) make(Name{index});
  for (const MemoryDeclaration& declaration : program.memory) {
    const Region& region = regions_[declaration.name.index];
    if (region.base == nullptr) continue;
    if (region.kind == Kind::variable) {
      std::memcpy(region.base, &declaration.number,
                  std::min(region.size, sizeof declaration.number));
    }
    if (declaration.kind == Kind::overlapped) {
      auto* overlapped = static_cast<OVERLAPPED*>(static_cast<void*>(region.base));
      const OverlappedWords& words = declaration.words;
      overlapped->Internal = static_cast<ULONG_PTR>(words.internal.value_or(0));
      overlapped->InternalHigh = static_cast<ULONG_PTR>(words.internal_high.value_or(0));
      overlapped->Offset = words.offset.value_or(0);
      overlapped->OffsetHigh = words.offset_high.value_or(0);
    }
  }
}

Memory::~Memory() {
  for (const Region& region : regions_) {
    if (region.owns_pages) VirtualFree(region.base, 0, MEM_RELEASE);
  }
}

const Region* Memory::find(Name name) const {
  if (name.index >= regions_.size() || regions_[name.index].base == nullptr) return nullptr;
  return &regions_[name.index];
}

Name Memory::overlapped_at(const void* address) const {
  for (std::uint32_t index = 1; index < regions_.size(); ++index) {
    const Region& region = regions_[index];
    if (region.kind == Kind::overlapped && region.base == address && address != nullptr) {
      return Name{index};
    }
  }
  return {};
}

void Memory::release(Name name) {
  const Region* region = find(name);
  if (region == nullptr || !region->owns_pages) return;
  VirtualFree(region->base, region->size + guard_size, MEM_DECOMMIT);
  set_freed(*region, true);
}

void Memory::allocate(Name name) {
  const Region* region = find(name);
  if (region == nullptr || !region->owns_pages) return;
  VirtualAlloc(region->base, region->size + guard_size, MEM_COMMIT, PAGE_READWRITE);
  set_freed(*region, false);
  preset(*region);
}

// Of the region and of those inside it.
void Memory::set_freed(const Region& outer, bool freed) {
  for (Region& region : regions_) {
    const bool inside = region.base >= outer.base && region.base < outer.base + outer.size;
    if (region.base != nullptr && inside) region.freed = freed;
  }
}

void Memory::need(Name name, Kind kind, std::size_t size) {
  if (!name || name.index >= regions_.size()) return;
  Region& region = regions_[name.index];
  if (region.size == 0) region.kind = kind;
  if (region.kind == Kind::buffer) size = std::max(size, buffer_size_min);
  if (region.kind == Kind::overlapped) size = std::max(size, sizeof(OVERLAPPED));
  if (region.kind == Kind::variable) size = std::max(size, sizeof variable_preset);
  region.size = std::max(region.size, size);
}

void Memory::note(const Step& step) {
  if (step.kind == Step::Kind::call) {
    for (const ParameterInfo& parameter : info(step.call.function).parameters) {
      const Argument* argument = step.call.find(parameter.parameter);
      if (argument == nullptr || argument->value.kind != ValueKind::name) continue;
      const bool pointee =
          parameter.type == Type::overlapped && parameter.direction == Direction::in;
      if (parameter.type == Type::address && parameter.direction == Direction::out) {
        need(argument->value.name, Kind::buffer, sizeof(SOCKADDR_STORAGE));
        regions_[argument->value.name.index].kind =
            Kind::buffer;  // whatever an observe took it for
      }
      const bool number = parameter.type == Type::overlapped || parameter.type == Type::variable;
      if (pointee) {
        need(argument->value.name, Kind::overlapped, 0);
      } else if (number) {
        need(argument->value.name, Kind::variable, 0);
      }
    }
    note_message(step.call);
    for (const BufferValue& buffer : step.call.buffers) {
      need(buffer.memory, Kind::buffer, static_cast<std::size_t>(buffer.offset) + buffer.length);
    }
  }
  for (const Step& inner : step.body) note(inner);
  for (const Step& inner : step.otherwise) note(inner);
}

// The variables for what WSARecvMsg stores in a WSAMSG are members of it.
void Memory::note_message(const Event& call) {
  const auto name_of = [&](Parameter parameter) {
    const Argument* argument = call.find(parameter);
    return argument != nullptr && argument->value.kind == ValueKind::name ? argument->value.name
                                                                          : Name{};
  };
  const Name message = name_of(Parameter::lpMsg);
  if (!message) return;
  need(message, Kind::variable, sizeof(WSAMSG));
  if (call.function != Function::WSARecvMsg) return;
  const auto add = [&](Parameter parameter, std::size_t offset) {
    const Name variable = name_of(parameter);
    const auto has = [&](const Member& member) { return member.variable == variable; };
    if (variable && std::ranges::none_of(members_, has)) {
      members_.push_back({variable, message, offset});
    }
  };
  add(Parameter::namelen, offsetof(WSAMSG, namelen));
  add(Parameter::Control_len, offsetof(WSAMSG, Control) + offsetof(WSABUF, len));
  add(Parameter::dwFlags, offsetof(WSAMSG, dwFlags));
}

void Memory::place_members() {
  for (const Member& member : members_) {
    make(member.structure);
    Region& region = regions_[member.variable.index];
    region.base = regions_[member.structure.index].base + member.offset;
    region.size = sizeof(DWORD);
    preset(region);
  }
}

void Memory::make(Name name) {
  Region& region = regions_[name.index];
  if (region.size == 0 || region.base != nullptr) return;
  region.base = static_cast<unsigned char*>(
      VirtualAlloc(nullptr, region.size + guard_size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE));
  region.owns_pages = region.base != nullptr;
  if (region.owns_pages) preset(region);
}

}  // namespace ioracle::agent
