/// Where bytes stop being what they should be.
struct DERFault: Error, Hashable {
    /// Counted from the first byte of the certificate or list.
    let offset: Int
}
