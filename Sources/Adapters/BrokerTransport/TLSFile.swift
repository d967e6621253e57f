/// What a file of a TLS listener is for; the raw value is the option that names it.
package enum TLSFile: String, Hashable, Sendable {
    case certificate = "certfile"
    case key = "keyfile"
    case authorities = "cafile"
    case authorityFolder = "capath"
}
