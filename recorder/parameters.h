#pragma once
// From the place of a parameter in the C function to that of the vocabulary, which leaves out
// parameters that change nothing here (security attributes, templates, names of objects).

#include <cstddef>

#include "model/function.h"

namespace ioracle::recorder {

// The parameter in a position of the C function, counted from 0; nullptr where the vocabulary has
// none. WSASendMsg and WSARecvMsg: of their own parameters, not the members of the WSAMSG.
const ParameterInfo* parameter_at(Function function, std::size_t position);

// Whether its buffers hold the data that a program sends.
bool sends_payload(Function function);
// Whether its buffers take the data that a program receives.
bool receives_payload(Function function);

}  // namespace ioracle::recorder
