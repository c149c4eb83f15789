// SHA-256 (FIPS 180-4) by OpenSSL, fed piece by piece.
#pragma once

#include <memory>
#include <string>
#include <string_view>

struct evp_md_ctx_st;

namespace confiture::script {

class Digest {
	struct Free {
		void operator()(evp_md_ctx_st *context) const noexcept;
	};
	std::unique_ptr<evp_md_ctx_st, Free> context_;

public:
	Digest();

	void add(std::string_view bytes);
	// Adds a text with its length before it, so that no two lists of texts look alike.
	void add_field(std::string_view text);

	// Has OpenSSL made ready, which takes milliseconds: once in the postmaster, for all its processes.
	static void prepare() { (void) Digest(); }

	// 64 hexadecimal digits of all that was added; nothing may be added afterwards.
	[[nodiscard]] std::string hex();
};

} // namespace confiture::script
