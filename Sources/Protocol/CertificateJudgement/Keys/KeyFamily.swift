/// Keys whose signatures have the same form.
enum KeyFamily: Hashable {
    case rsa
    case ellipticCurve
    case edwards
}
