// Prefix-preserving masking of IP addresses: Crypto-PAn (Xu, Fan, Ammar, Moon: "Prefix-preserving IP address
// anonymization", 2002) on AES. Two addresses that share their first k bits, and no more, still do.
#pragma once

#include <array>
#include <cstdint>

#include "mask/key.hpp"

namespace confiture::mask {

class CryptoPan {
public:
	// cipher_key of 16 or 32 bytes; pad_key of 16, which is encrypted to give the pad.
	CryptoPan(Bytes cipher_key, Bytes pad_key);
	void apply(std::array<std::uint8_t, 16> &address, bool v6) const; // in place: all of it, or the first 4 bytes

private:
	template <std::size_t size>
	void run(std::uint8_t *address) const;

	Aes aes_;
	AesBlock pad_;
};

} // namespace confiture::mask
