#!/bin/sh
# Boots systemd as the first process of namespaces of its own, on an overlay of this machine's files: what it changes is gone
# with it. Called as: unshare --mount --pid --fork --kill-child --uts --ipc sh boot.sh DIR, as root.
set -eu
root=$1
mount --make-rprivate /
mount -t tmpfs none "$root"
mkdir "$root/upper" "$root/work" "$root/machine"
mount -t overlay overlay -o "lowerdir=/,upperdir=$root/upper,workdir=$root/work" "$root/machine"
cd "$root/machine"

# The kernel is the host's: its settings and devices are to be seen, and no more.
mount -t proc proc proc
mount -o bind proc/sys proc/sys
mount -o remount,ro,bind proc/sys
mount --rbind /sys sys
mount --make-rslave sys
mount -o remount,ro,bind sys
mount -t tmpfs none tmp
mount -t tmpfs none run
mount -t tmpfs none dev
mkdir run/lock dev/pts dev/shm dev/mqueue dev/hugepages
for device in null zero full random urandom tty; do
  touch "dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
mount -t tmpfs none dev/shm
mount -t mqueue mqueue dev/mqueue
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
touch dev/console

# What a machine does when it starts is the host's too.
for unit in systemd-tmpfiles-setup systemd-tmpfiles-setup-dev systemd-udevd systemd-udev-trigger systemd-sysctl \
  systemd-modules-load systemd-remount-fs systemd-binfmt systemd-sysusers systemd-random-seed systemd-update-utmp \
  systemd-machine-id-commit systemd-hwdb-update systemd-firstboot systemd-journal-flush keyboard-setup; do
  ln -sf /dev/null "etc/systemd/system/$unit.service"
done
for unit in systemd-udevd-control.socket systemd-udevd-kernel.socket proc-sys-fs-binfmt_misc.automount dev-hugepages.mount \
  dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount; do
  ln -sf /dev/null "etc/systemd/system/$unit"
done
rm -f etc/systemd/system/countersign.service
echo 0123456789abcdef0123456789abcdef > etc/machine-id

mkdir -p host
pivot_root . host
umount -l /host
# As a systemd that is the first on a real machine has it: a service sees the credentials that are mounted for it.
mount --make-rshared /
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd --system --unit=sysinit.target \
  --log-target=journal < /dev/null
