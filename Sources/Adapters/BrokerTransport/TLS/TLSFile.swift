/// What a file of a TLS listener is for; the raw value is the option that names it.
package enum TLSFile: String, Hashable, Sendable {
    /// The chain that the listener shows.
    case certificate = "certfile"
    /// The key of the chain's first certificate.
    case key = "keyfile"
    /// Those who may have signed a client's certificate.
    case authorities = "cafile"
    /// A folder of such authorities, by hashed names.
    case authorityFolder = "capath"
    /// What they have taken back.
    case revocationList = "crlfile"
}
