using StreamW2V.Host.Memory;

namespace StreamW2V.Host.Tests.Memory;

/// <summary>Prevents a limit of a control group that is not seen, so that the process is killed for passing it, and one that is not its own.</summary>
public sealed class MemoryLimitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MemoryLimitTests() => Write("proc/meminfo", "MemTotal:       1000 kB\nMemFree: 10 kB\n");

    private string Procfs => Path.Combine(_folder.Path, "proc");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_groups_it_is_the_memory_of_the_machine() =>
        Assert.Equal(new MemoryLimit(1000 << 10, Path.Combine(Procfs, "meminfo")), MemoryLimit.InForce(Procfs));

    [Theory]
    [InlineData("a/b", "memory.limit_in_bytes")]
    [InlineData("a", "memory.limit_in_bytes")]
    [InlineData("", "memory.limit_in_bytes")]
    public void A_limit_of_version_1_holds_for_all_groups_below(string group, string file)
    {
        Group("9:cpu,memory:/a/b", $"30 25 0:26 / {_folder.Path}/cg rw,nosuid - cgroup cgroup rw,cpu,memory");
        Limits(file, ("", "9223372036854771712"), ("a", "9223372036854771712"), ("a/b", "9223372036854771712"), ("other", "5"));
        var path = Limits(file, (group, "600000"));
        Assert.Equal(new MemoryLimit(600_000, path), MemoryLimit.InForce(Procfs));
    }

    [Theory]
    [InlineData("memory.max")]
    [InlineData("memory.high")]
    public void A_limit_of_version_2_is_read_beside_words(string file)
    {
        Group("0::/a/b", $"31 25 0:27 / {_folder.Path}/cg rw - cgroup2 none rw");
        Limits("memory.max", ("a", "max"), ("a/b", "max"));
        var path = Limits(file, ("a", "700000"));
        Assert.Equal(new MemoryLimit(700_000, path), MemoryLimit.InForce(Procfs));
    }

    [Fact]
    public void A_container_sees_its_own_group_as_the_root()
    {
        Group("4:memory:/docker/abc", $"30 25 0:26 /docker/abc {_folder.Path}/cg ro - cgroup cgroup rw,memory");
        var path = Limits("memory.limit_in_bytes", ("", "800000"));
        Assert.Equal(new MemoryLimit(800_000, path), MemoryLimit.InForce(Procfs));
    }

    [Fact]
    public void The_lowest_of_all_holds_and_one_above_the_memory_of_the_machine_does_not()
    {
        Group(
            "4:memory:/x\n0::/y",
            $"30 25 0:26 / {_folder.Path}/one rw - cgroup cgroup rw,memory\n31 25 0:27 / {_folder.Path}/two rw - cgroup2 none rw\n32 25 0:27 / / rw - ext4 /dev/vda rw");
        Write("one/x/memory.limit_in_bytes", "900000");
        Write("two/y/memory.max", "300000");
        Assert.Equal(300_000, MemoryLimit.InForce(Procfs).Bytes);
        Write("two/y/memory.max", "3000000");
        Assert.Equal(900_000, MemoryLimit.InForce(Procfs).Bytes);
    }

    [Fact]
    public void This_process_has_a_limit_too() => Assert.InRange(MemoryLimit.InForce().Bytes, 1, 1L << 50);

    private void Group(string cgroup, string mountinfo)
    {
        Write("proc/self/cgroup", cgroup + "\n");
        Write("proc/self/mountinfo", mountinfo + "\n");
    }

    private string Limits(string file, params (string Group, string Text)[] limits)
    {
        var last = "";
        foreach (var (group, text) in limits)
        {
            last = Path.Combine("cg", group, file);
            Write(last, text);
        }

        return Path.Combine(_folder.Path, last);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
