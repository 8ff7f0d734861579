using System.Runtime.CompilerServices;
using VaeOnnx.Training.Steps.Fast;

namespace VaeOnnx.Tests.Training.Steps;

public class ThreadTeamTests
{
    [Fact]
    public void Work_that_fails_on_any_thread_fails_for_the_caller()
    {
        var team = new ThreadTeam(threads: 2);
        var error = Assert.Throws<InvalidOperationException>(() => team.Run((thread, threads) =>
        {
            if (thread == threads - 1) throw new InvalidOperationException("the last one");
        }));
        Assert.Equal("the last one", error.Message);
    }

    /// <summary>As where a trainer is refused half-way: nothing has to be given back.</summary>
    [Fact]
    public void A_team_that_is_forgotten_is_no_leak()
    {
        var team = Forgotten();
        GC.Collect();
        Assert.False(team.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Forgotten()
    {
        var team = new ThreadTeam(threads: 2);
        int ran = 0;
        team.Run((_, _) => Interlocked.Increment(ref ran));
        Assert.Equal(team.Threads, ran);
        return new(team);
    }
}
