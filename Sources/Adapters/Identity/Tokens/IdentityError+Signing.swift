extension IdentityError {
    /// Why a signature could not be made: a token's own words, where a token should have signed.
    init(signing error: any Error, subject: String) {
        self = error as? IdentityError ?? .signing(subject: subject)
    }
}
