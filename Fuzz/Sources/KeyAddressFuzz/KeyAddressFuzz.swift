import LibFuzzer
import TokenKeys

/// Any bytes as the address of a key in a token: an address, or a fault that shows no PIN.
@main
enum KeyAddressFuzz {
    static func main() {
        LibFuzzer.run { input in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(input.count)
            for index in input.indices { bytes.append(input[index]) }
            let text = "pkcs11:" + String(decoding: bytes, as: UTF8.self)
            let address = read(text)
            precondition(read(text) == address, "a text always means the same")
            if let address { check(address, text) }
            let redacted = TokenURI.redacted(text)
            precondition(TokenURI.redacted(redacted) == redacted, "what is shown may be shown")
            checkHiding(text)
        }
    }

    /// Nil when the text is no address.
    private static func read(_ text: String) -> TokenURI? {
        do {
            return try TokenURI(text)
        } catch {
            precondition(!error.description.isEmpty, "a refusal has its reason")
            return nil
        }
    }

    private static func check(_ address: TokenURI, _ text: String) {
        guard let again = read(address.description) else {
            // Escapes make it longer than what was read.
            precondition(
                address.description.utf8.count > TokenURI.bytesMax, "what is shown is an address")
            return
        }
        precondition(again.description == address.description, "and the same")
        precondition(again.pin == nil, "without its PIN")
        if case .value = address.pin {
            precondition(TokenURI.redacted(text) != text, "a PIN is not shown")
        }
    }

    /// Whatever comes behind a PIN's name, it is in no text.
    private static func checkHiding(_ text: String) {
        let head = "pkcs11:token=t?pin-value="
        let address = head + text.dropFirst("pkcs11:".count)
        precondition(TokenURI.redacted(address) == head + "…", "a PIN ends with its address")
    }
}
