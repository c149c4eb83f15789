#include "script/digest.hpp"

#include "error.hpp"

#include <array>
#include <openssl/evp.h>

namespace confiture::script {

static void check(int result) {
	if (result != 1)
		throw Error(sqlstate::internal_error, "could not compute SHA-256 digest");
}

void Digest::Free::operator()(evp_md_ctx_st *context) const noexcept { EVP_MD_CTX_free(context); }

Digest::Digest() : context_{EVP_MD_CTX_new()} {
	static EVP_MD *const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr); // else looked up for every digest
	check(context_ ? EVP_DigestInit_ex(context_.get(), sha256, nullptr) : 0);
}

void Digest::add(std::string_view bytes) { check(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size())); }

void Digest::add_field(std::string_view text) {
	add(std::to_string(text.size()) + ':');
	add(text);
}

std::string Digest::hex() {
	std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
	unsigned int size = 0;
	check(EVP_DigestFinal_ex(context_.get(), bytes.data(), &size));
	std::string text;
	text.reserve(2 * size);
	for (unsigned int i = 0; i < size; ++i) {
		text += "0123456789abcdef"[bytes[i] >> 4];
		text += "0123456789abcdef"[bytes[i] & 15];
	}
	return text;
}

} // namespace confiture::script
