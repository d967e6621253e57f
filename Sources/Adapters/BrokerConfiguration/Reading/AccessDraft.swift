/// What the lines read so far say about who may connect.
struct AccessDraft: Sendable {
    /// `allow_anonymous`; nil where it is not written.
    var isAnonymousAllowed: Bool?
    /// `password_file`, if any.
    var passwordFile: String?
    /// `scram_file`, if any.
    var scramFile: String?
    /// `allow_zero_length_clientid`.
    var isZeroLengthClientIDAllowed = true
    /// `auto_id_prefix`; nil where it is not written.
    var assignedClientIDPrefix: String?
}
