/** Acting as another user, on the whole system, or on processes of others. */
import { hasOption, operandsOf } from './program.ts';
import type { Word } from './shell/tree.ts';

const asOther = new Set(
  'sudo sudoedit doas su pkexec runuser run0 gosu setpriv runcon sg newgrp machinectl'.split(' '),
);
const onSystem =
  /^(?:mkfs(?:\..*)?|fdisk|sfdisk|parted|wipefs|diskutil|hdiutil|tmutil|shutdown|reboot|halt|poweroff|crontab|at|batch|systemctl|systemd-run|loginctl|launchctl|iptables|ip6tables|nft|ufw|firewall-cmd|user(?:add|mod|del)|group(?:add|mod|del)|gpasswd|passwd|chsh|chfn|visudo|mount|umount|insmod|modprobe|rmmod|sysctl|chroot|chattr|setfacl|defaults|gsettings|dconf|swapoff|losetup)$/u;
const packages = /^(?:npm|pnpm|yarn|bun)$/u;

/** Why these words change more than files here; null where they do not. */
export function systemDanger(program: string, words: readonly Word[]): string | null {
  if (asOther.has(program)) return `runs as another user (${program})`;
  if (onSystem.test(program)) return `changes the system (${program})`;
  if (program === 'pkill' || program === 'killall' || program === 'skill') {
    return `ends processes by name (${program})`;
  }
  if (program === 'kill' && operandsOfKill(words).some(({ text }) => /^-1$|^0$/u.test(text))) {
    return 'ends every process there is';
  }
  const lost = lostElsewhere(program, words);
  if (lost !== null) return lost;
  if (packages.test(program)) {
    const at = words.findIndex(({ text }) => text === '--');
    const own = words.slice(1, at === -1 ? undefined : at);
    const isInstalling = own.some(({ text }) =>
      /^(?:i|install|add|ci|update|up|upgrade|uninstall|remove|rm|un|link|ln|global)$/u.test(text),
    );
    const isGlobal = hasOption(own, 'g', '--global') || own[0]?.text === 'global';
    if (isInstalling && isGlobal) return 'installs for the whole machine';
  }
  return null;
}

/** What is gone, or out, for good, on machines of others or in a store of this one. */
function lostElsewhere(program: string, words: readonly Word[]): string | null {
  const has = (pattern: RegExp): boolean => words.slice(1).some(({ text }) => pattern.test(text));
  if (program === 'gh') return has(/^(?:-X=?)?delete$/iu) ? 'deletes what is on the server' : null;
  if (program === 'gpg') return has(/^--delete/u) ? 'deletes keys' : null;
  if (program === 'docker' || program === 'podman') {
    const isGone = has(/^prune$/u) || (has(/^volume$/u) && has(/^rm$/u));
    return isGone ? 'deletes outside the worktree' : null;
  }
  if (!/^(?:npm|pnpm|yarn|bun|cargo|twine|gem)$/u.test(program)) return null;
  if (/^run(?:-script)?$/u.test(words[1]?.text ?? '')) return null;
  return has(/^(?:publish|unpublish|yank|upload|push)$/u) ? 'publishes for everybody' : null;
}

/** Without the signal: `-9 -1` means every process, `-1` alone is the signal HUP. */
function operandsOfKill(words: readonly Word[]): readonly Word[] {
  const rest = words.slice(1);
  const [first, ...others] = rest;
  if (first === undefined) return [];
  if (/^-(?:s|n)$/u.test(first.text)) return others.slice(1);
  return first.text.startsWith('-') && first.text !== '--'
    ? others
    : [...operandsOf(words), ...others];
}
