#pragma once
// For a program that was not linked with the recorder: the import tables of its modules are changed
// in memory.

namespace ioracle::recorder {

// Points the imports of every loaded module of the program's own at the recorder. Modules that are
// part of Windows are left alone: what they call of each other is none of the program's calls.
// Those that are loaded later are not seen.
void patch_loaded_modules();

}  // namespace ioracle::recorder
