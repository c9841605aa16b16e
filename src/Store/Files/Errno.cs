namespace StreamW2V.Store.Files;

/// <summary>The errno values the store treats specially; Linux gives them the same numbers on x86-64 and Arm64.</summary>
internal static class Errno
{
    public const int NotPermitted = 1;
    public const int NotFound = 2;
    public const int Interrupted = 4;
    public const int IOError = 5;
    public const int WouldBlock = 11;
    public const int OutOfMemory = 12;
    public const int AccessDenied = 13;
    public const int Exists = 17;
    public const int NotADirectory = 20;
    public const int InvalidArgument = 22;
    public const int TooManyOpenFiles = 24;
    public const int NoSpace = 28;
    public const int IllegalSeek = 29;
    public const int ReadOnlyFileSystem = 30;
    public const int NotSupported = 38;
    public const int NotEmpty = 39;
    public const int QuotaExceeded = 122;
}
