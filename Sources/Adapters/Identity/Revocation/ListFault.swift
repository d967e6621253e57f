/// Why a list cannot be read or signed; the caller names the file.
enum ListFault: Error {
    case algorithm
    case version
    case number
}
