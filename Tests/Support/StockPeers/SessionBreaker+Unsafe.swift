internal import CPKCS11
internal import Glibc

/// Another user of the same module in the same process, and not a polite one.
package enum SessionBreaker {
    /// Closes every session with the token of that label.
    package static func closeAll(of label: String, module: String) throws {
        // Proof: the module is loaded already and stays; PKCS #11 fixes the symbol's signature.
        guard let library = unsafe dlopen(module, RTLD_NOW | RTLD_LOCAL),
            let symbol = unsafe dlsym(library, "C_GetFunctionList")
        else { throw StockPeerError("\(module) cannot be loaded") }
        var table: CK_FUNCTION_LIST_PTR?
        _ = unsafe cpkcs11_functions(symbol, &table)
        guard let functions = unsafe table else { throw StockPeerError("no functions") }
        var slots = [CK_SLOT_ID](repeating: 0, count: 16)
        var count = CK_ULONG(slots.count)
        // Proof: the arrays and structures are local, as long as their counts say.
        _ = unsafe functions.pointee.C_GetSlotList(1, &slots, &count)
        for slot in slots.prefix(Int(count)) {
            var about = CK_TOKEN_INFO()
            _ = unsafe functions.pointee.C_GetTokenInfo(slot, &about)
            let name = unsafe withUnsafeBytes(of: about.label) {
                unsafe String(decoding: $0, as: UTF8.self)
            }
            if name.hasPrefix(label + " ") {
                guard unsafe functions.pointee.C_CloseAllSessions(slot) == CKR_OK else {
                    throw StockPeerError("the sessions of \(label) stay open")
                }
                return
            }
        }
        throw StockPeerError("no token \(label)")
    }
}
