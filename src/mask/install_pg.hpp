// The server floor of the mask room starts here: settings, hooks, the provider of labels.
#pragma once

namespace confiture::mask {

void install();

} // namespace confiture::mask
