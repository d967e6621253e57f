/// What one step of an exchange came to.
package enum AuthenticationStep: Sendable {
    /// The client must answer this; `next` judges its answer, which may be missing.
    case challenge([UInt8], next: @Sendable ([UInt8]?) -> AuthenticationStep)

    /// It is this user; `data` lets the client check that it talks to who knows its secret.
    case accepted(userName: String, data: [UInt8]?)

    /// It did not prove who it is.
    case refused(AuthenticationRefusal)
}
