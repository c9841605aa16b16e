namespace StreamW2V.EndToEnd.Tests.Calls;

/// <summary>What is to happen to which system call on the store; see Native/faultline.c.</summary>
/// <param name="Calls">The calls that are counted, separated by commas.</param>
/// <param name="Action">kill, tear, short, lie, or an errno.</param>
/// <param name="When">Number of the call at which it happens, from 1; 0 for never.</param>
/// <param name="IsSticky">Whether it happens at every later one as well.</param>
internal sealed record CallFault(string Calls, string Action, int When, bool IsSticky = false)
{
    /// <summary>Every call that changes what lies in a folder.</summary>
    public const string Changing = "create,pwrite,write,fsync,fdatasync,sync_file_range,ftruncate,fallocate,rename,unlink,rmdir,mkdir";

    /// <summary>Nothing happens; calls are only counted.</summary>
    public static CallFault None(string calls) => new(calls, "kill", 0);
}
