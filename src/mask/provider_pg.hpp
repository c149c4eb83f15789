// The provider of security labels "confiture": checks a label as it is written, and tells all sessions.
#pragma once

namespace confiture::mask {

void install_provider();

} // namespace confiture::mask
