using System.Runtime.InteropServices;

namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>Signals by their numbers on Linux.</summary>
internal static class Signal
{
    public const int Interrupt = 2;

    public const int Kill = 9;

    public const int Terminate = 15;

    /// <summary>Sends a signal to a process that this test has started.</summary>
    public static void Send(int process, int signal)
    {
        Assert.True(SendTo(process, signal) == 0, $"kill({process}, {signal}) failed with errno {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Sends a signal to a process that may have ended in this moment.</summary>
    public static void SendIfThere(int process, int signal) => _ = SendTo(process, signal);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static extern int SendTo(int process, int signal);
}
